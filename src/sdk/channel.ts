/**
 * The way of a record from the program to the log. The program only copies a text into memory that it shares with the writer, a thread that is
 * started with the first record. When that thread cannot run, or dies, the program writes itself what the thread has not.
 */

import { existsSync } from 'node:fs';
import process from 'node:process';
import { Worker } from 'node:worker_threads';
import { addLeaver, removeLeaver } from './leaving.ts';
import type { Packed } from './pack.ts';
import { read } from './plain.ts';
import { PROGRAM, makeMemory, openRing, type Ring } from './ring.ts';
import { attempt, noteTrouble } from './trouble.ts';
import { requireWriter, writerFile } from './writer-file.ts';

export type ChannelOptions = {
  readonly home: string | undefined;
  readonly cwd: string | undefined;
  readonly records: number;
  readonly bytes: number;
  readonly signals: boolean;
};

export type Channel = {
  /** Does not keep what it is handed. */
  send(message: Packed): void;
  flush(): Promise<void>;
  close(): Promise<void>;
  /** False once the settings of this machine turn out to switch recording off. */
  isOn(): boolean;
  dropped(): number;
};

/** How long records wait where the program itself writes them. */
const PAUSE_MS = 2;
const MANY = 64;

type Flushing = { readonly until: number; done(): void };
type State = {
  readonly ring: Ring;
  readonly options: ChannelOptions;
  readonly flushing: Set<Flushing>;
  worker: Worker | undefined;
  drain: (() => void) | undefined;
  timer: NodeJS.Timeout | undefined;
};

export function openChannel(options: ChannelOptions): Channel {
  let state: State | undefined;
  let closed = false;
  let refused = 0;
  const flush = (): Promise<void> => (state === undefined ? Promise.resolve() : flushed(state));
  const leaver = {
    settle: (limitMs: number) => {
      if (state !== undefined) settle(state, limitMs);
    },
    flush,
    signals: options.signals,
  };
  return {
    send(message) {
      if (closed) refused += 1;
      else if (state === undefined) {
        state = begin(options, message);
        addLeaver(leaver);
      } else if (state.ring.push(message) && state.ring.owner() === PROGRAM) writeSoon(state);
    },
    flush,
    async close() {
      closed = true;
      removeLeaver(leaver);
      await flush();
      state?.ring.end();
    },
    isOn: () => state?.ring.isOff() !== true,
    dropped: () => refused + (state === undefined ? 0 : state.ring.dropped() + state.ring.lost()),
  };
}

function begin(options: ChannelOptions, message: Packed): State {
  const ring = openRing(makeMemory(options.bytes), options.records);
  const state: State = { ring, options, flushing: new Set(), worker: undefined, drain: undefined, timer: undefined };
  ring.push(message);
  attempt(() => {
    state.worker = startThread(state);
  });
  if (state.worker === undefined) takeOver(state);
  return state;
}

function startThread(state: State): Worker | undefined {
  const file = writerFile();
  if (!existsSync(file)) return undefined;
  const workerData = { hindcast: 'writer', memory: state.ring.memory, options: writerOptions(state) };
  // The loaders of the program are not for this thread.
  const worker = new Worker(file, { workerData, execArgv: [], name: 'hindcast' });
  worker.on('message', () => answerFlushes(state));
  worker.on('error', (error) => {
    noteTrouble(error);
    takeOver(state);
  });
  worker.on('exit', () => {
    if (!state.ring.ending()) takeOver(state);
  });
  worker.unref();
  return worker;
}

function writerOptions({ options: { home, cwd } }: State) {
  return { home, cwd, program: process.argv[1] };
}

/** The thread is no more: what it has not written is written here, and all that comes. */
function takeOver(state: State): void {
  state.ring.seize();
  writeSoon(state);
  for (const { done } of state.flushing) done();
}

function writeSoon(state: State): void {
  if (state.ring.pending() >= MANY || state.flushing.size > 0) writeNow(state);
  else
    state.timer ??= setTimeout(() => {
      state.timer = undefined;
      writeNow(state);
    }, PAUSE_MS).unref();
}

function writeNow(state: State): void {
  const { ring } = state;
  attempt(() => {
    state.drain ??= openHere(state);
    state.drain();
  });
  // Without a writer, or with one that failed, what waits is lost, and must not be kept for ever.
  if (ring.pending() > 0) ring.forget();
}

function openHere(state: State): () => void {
  const open = read(requireWriter(), 'openWriter');
  const writer: unknown = typeof open === 'function' ? open(state.ring.memory, writerOptions(state)) : undefined;
  const drain = read(writer, 'drain');
  return typeof drain === 'function' ? () => void drain() : () => {};
}

function flushed(state: State): Promise<void> {
  const { ring, flushing, worker } = state;
  if (ring.pending() <= 0) return Promise.resolve();
  if (ring.owner() === PROGRAM) {
    writeNow(state);
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    const one: Flushing = {
      until: ring.written(),
      done() {
        // Whoever took over from a thread that died writes at once.
        if (ring.owner() === PROGRAM) writeNow(state);
        else if (((one.until - ring.finished()) | 0) > 0) return ring.hurry();
        flushing.delete(one);
        if (flushing.size === 0) worker?.unref();
        resolve();
      },
    };
    flushing.add(one);
    worker?.ref();
    ring.hurry();
  });
}

function answerFlushes({ flushing }: State): void {
  for (const { done } of flushing) done();
}

/** For the end of the process: returns when all is written, or the time is over. */
function settle(state: State, limitMs: number): void {
  const { ring } = state;
  if (ring.pending() <= 0) return;
  // A thread that is still starting is not waited for.
  if (!ring.claim(PROGRAM)) {
    const until = performance.now() + limitMs;
    ring.hurry();
    while (ring.pending() > 0 && ring.owner() !== PROGRAM && performance.now() < until)
      ring.waitForDone(Math.min(50, Math.max(1, until - performance.now())));
  }
  if (ring.pending() <= 0) return;
  ring.seize();
  writeNow(state);
}
