/**
 * The writer: takes records out of the ring, has them checked and redacted, and appends them to the log. It runs as a thread of the program,
 * or, where no thread can run or one has died, as a function of it. Nothing reaches the disk that the gate has not redacted.
 */

import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { readEnvironment } from '../config/env.ts';
import type { Environment } from '../config/environment.ts';
import { recorderHere } from '../record/surroundings.ts';
import { object, text } from '../sources/read.ts';
import { decode } from './decode.ts';
import { standingIn } from './place.ts';
import type { Memory } from './ring.ts';
import { openReader, type Reader } from './ring-reader.ts';

export type WriterOptions = {
  readonly home: string | undefined;
  readonly cwd: string | undefined;
  readonly program: string | undefined;
};
export type WriterOrder = { readonly hindcast: 'writer'; readonly memory: Memory; readonly options: WriterOptions };

export type Writer = {
  /** Writes what is in the ring now; false when there is nothing. */
  drain(): boolean;
};

/** More may come in this time, and is written together. With the writing, what a crash may cost stays below five milliseconds. */
const LINGER_MS = 2;
/** Records that did not fit in are noted at most this often. */
const NOTE_MS = 1_000;

/** For the program itself, where no thread can. */
export function openWriter(memory: Memory, options: WriterOptions): Writer {
  return makeWriter(openReader(memory), options);
}

function makeWriter(ring: Reader, options: WriterOptions): Writer {
  const environment = surroundings(options);
  const { recorder, note } = recorderHere(environment, 'sdk');
  let cwd: string | undefined;
  let noted = { dropped: 0, at: -NOTE_MS };
  if (!recorder.on) ring.switchOff();

  const noteDropped = (): void => {
    const dropped = ring.dropped();
    const now = performance.now();
    if (dropped === noted.dropped || now - noted.at < NOTE_MS || !recorder.on) return;
    noted = { dropped, at: now };
    note('store/dropped');
  };

  return {
    drain() {
      cwd ??= standingIn({
        cwd: environment.cwd,
        homeDir: environment.homeDir,
        ...(options.program === undefined ? {} : { program: options.program }),
      });
      let some = false;
      for (let taken = ring.take(); taken.messages.length > 0; taken = ring.take()) {
        some = true;
        const folder = cwd;
        const { written } = recorder.keep(
          taken.messages.map((message) => decode(message, folder)),
          'sdk',
        );
        ring.done(taken, recorder.on ? taken.messages.length - written : 0);
      }
      noteDropped();
      return some;
    },
  };
}

function surroundings({ home, cwd }: WriterOptions): Environment {
  const real = readEnvironment();
  const variable = (name: string): string | undefined =>
    name === 'HINDCAST_HOME' && home !== undefined ? home : real.variable(name);
  return { ...real, variable, cwd: cwd ?? real.cwd };
}

/** The thread: waits, without a loop of events, until there is something to write. */
function serve({ memory, options }: WriterOrder): void {
  const ring = openReader(memory);
  const writer = makeWriter(ring, options);
  if (!ring.claim()) return;
  for (let answered = 0; ;) {
    const urgent = ring.urgent();
    const some = writer.drain();
    // Whoever flushes learns that all is written.
    if (urgent !== answered) {
      answered = urgent;
      parentPort?.postMessage('done');
    }
    if (ring.isOver()) return;
    if (ring.urgent() !== urgent) continue;
    // While records come, the program need not wake anybody.
    if (!some) ring.waitForMore();
    ring.linger(urgent, LINGER_MS);
  }
}

const order: unknown = isMainThread ? undefined : workerData;
if (isOrder(order)) serve(order);

function isOrder(value: unknown): value is WriterOrder {
  return text(object(value)?.['hindcast']) === 'writer';
}
