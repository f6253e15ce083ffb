/**
 * Records what live doors deliver, one payload at a time: when `record` returns, what it counts as written has been handed to the system
 * with one write per day, so that it outlives a kill of this process. Never throws, never loads the engine, and writes nothing when
 * recording is switched off.
 */

import { makeAccept, makeLineAccept, type AcceptOptions, type AcceptedLine } from './accept.ts';
import type { Environment } from './config/environment.ts';
import type { Places } from './config/home.ts';
import { offByVariable } from './config/off.ts';
import type { Event } from './event/schema.ts';
import { countSkip, isSkip, type SkipCounts, type SkipReason } from './event/skip.ts';
import { nameOf, noteFailure } from './record/failures.ts';
import type { RedactorOptions } from './redaction/redact.ts';
import type { Source, Yielded } from './sources/define.ts';
import { toLine, openLog, type Log } from './store/append.ts';
import { openPacker, type Packer } from './store/block.ts';
import { machineId } from './store/machine.ts';
import { readForgotten } from './store/forgotten.ts';
import { prunedBefore } from './store/prune.ts';

export type RecorderOptions = {
  readonly places: Places;
  readonly redaction: RedactorOptions;
  readonly environment: Environment;
  /** Switches recording off for a reason beside the variables: a setting in a file. */
  readonly off?: boolean;
  readonly now?: () => Date;
};

export type Recorded = {
  /** Lines that are in the log now. */
  readonly written: number;
  /** Events that are not, counted by reason. */
  readonly skips: SkipCounts;
  /** The name of what went wrong (see `record/failures.ts`): none of the events, or only those of the first days, were written. */
  readonly failure?: string;
};

export type Recorder = {
  /** False when recording is switched off: nothing is then written or counted. */
  readonly on: boolean;
  /** One hook payload, translated by its source. A source without hooks answers `unknown-type`. */
  record(source: Pick<Source, 'id' | 'hook'>, payload: unknown): Recorded;
  /** Does beforehand what the first payload would have to wait for. */
  prepare(): void;
  /** What somebody else has translated: all in one write per day. `door` names it when that fails. */
  keep(yielded: Iterable<Yielded>, door: string): Recorded;
};

type Gate = { readonly accept: LineAccept; readonly log: Log };
type LineAccept = (event: Event) => AcceptedLine | SkipReason;

export function openRecorder(options: RecorderOptions): Recorder {
  const { places, environment } = options;
  const now = options.now ?? (() => new Date());
  const on = options.off !== true && offByVariable(environment) === undefined;
  let gate: Gate | undefined;
  let gateForMany: Gate | undefined;

  /** Runs `work`; whatever it throws is noted and named. */
  const guarded = (door: string, work: (skips: SkipCounts, count: (lines: number) => void) => void): Recorded => {
    const skips: SkipCounts = {};
    let written = 0;
    if (!on) return { written, skips };
    try {
      work(skips, (lines) => (written += lines));
      return { written, skips };
    } catch (error) {
      const failure = nameOf(error);
      noteFailure(places, { at: now().toISOString(), source: door, failure });
      return { written, skips, failure };
    }
  };

  return {
    on,
    record(source, payload) {
      return guarded(source.id, (skips, count) => {
        if (source.hook === undefined) return countSkip(skips, 'unknown-type');
        gate ??= openGate(options, makeStepwise);
        write(gate, source.hook(payload, now().toISOString()), { skips, count });
      });
    },
    prepare() {
      guarded('recorder', () => {
        gate ??= openGate(options, makeStepwise);
        // The redactor builds its tables on the first text.
        gate.accept({ ...FIRST, at: now().toISOString() });
      });
    },
    keep(yielded, door) {
      return guarded(door, (skips, count) => {
        gateForMany ??= openGate(options, makeLineAccept);
        write(gateForMany, yielded, { skips, count });
      });
    },
  };
}

/** An event that goes nowhere. */
const FIRST = { kind: 'call', id: '0', observers: 'hook', agent: 'none', target: 'first text' } as const;

/** A single payload comes sooner to its line without what makes many quick. */
function makeStepwise(options: AcceptOptions): LineAccept {
  const accept = makeAccept(options);
  return (event) => {
    const accepted = accept(event);
    return typeof accepted === 'string' ? accepted : { day: accepted.day, line: toLine(accepted.event) };
  };
}

/** Reads and makes files, so it may fail, and is tried again with the next payload. */
function openGate(
  { places, environment, redaction }: RecorderOptions,
  make: (options: AcceptOptions) => LineAccept,
): Gate {
  const machine = machineId(places);
  const { homeDir } = environment;
  return {
    accept: make({
      machine,
      homeDir,
      prunedBefore: prunedBefore(places),
      forgotten: readForgotten(places),
      redaction,
    }),
    // The same payload is not delivered twice, and a double would be merged on reading.
    log: openLog(places, machine, { once: false }),
  };
}

type Counts = { readonly skips: SkipCounts; readonly count: (lines: number) => void };

function write(gate: Gate, yielded: Iterable<Yielded>, { skips, count }: Counts): void {
  const days = new Map<string, Packer>();
  for (const event of yielded) {
    const accepted = isSkip(event) ? event.skip : gate.accept(event);
    if (typeof accepted === 'string') {
      countSkip(skips, accepted);
      continue;
    }
    const { day, line } = accepted;
    let packer = days.get(day);
    if (packer === undefined) days.set(day, (packer = openPacker({ hashed: false })));
    if (typeof line === 'string') packer.addText(line);
    else packer.add(line);
  }
  for (const [day, packer] of days) count(gate.log.appendBlock(day, packer.take()));
}
