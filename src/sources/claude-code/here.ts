/** Where the parser stands: the record at hand and what is known about its place. One mutable value per file, so that no record costs one. */

import type { Fields } from '../../event/schema.ts';
import { text, type Json } from '../read.ts';

export const AGENT = 'claude-code';
export const OBSERVER = 'transcript';

/** A record has room for so many calls of its own. */
export const SEQ_STEP = 100;

export type Here = {
  /** The record of the file: `cwd`, `version`, `gitBranch`. */
  row: Json;
  /** What carries `message`, `uuid` and `toolUseResult`: the row, or the subagent's message inside a progress row. */
  inner: Json;
  /** Instant of the record; empty when it has none. */
  at: string;
  /** Place of the record; the calls of one record count on from it. */
  seq: number;
  /** Empty when the record names no session. */
  sessionId: string;
  /** First instant in the file; empty when there was none yet. */
  sessionAt: string;
  /** The file begins with copies of an older conversation. */
  forked: boolean;
  subagent: string | undefined;
};

type Placed = Partial<
  Pick<Fields, 'session_id' | 'session_at' | 'subagent_id' | 'seq' | 'agent_version' | 'branch' | 'cwd'>
>;

/** Writes into the event what the place tells about it. */
export function place(event: Placed, here: Here): void {
  const { row } = here;
  const version = text(row['version']);
  if (version !== undefined) event.agent_version = version;
  placeInSession(event, here);
  const branch = text(row['gitBranch']);
  if (branch !== undefined) event.branch = branch;
  const cwd = text(row['cwd']);
  if (cwd !== undefined) event.cwd = cwd;
  event.seq = here.seq;
}

/** The part of `place` that also holds for an event that began in an earlier record. */
export function placeInSession(event: Placed, here: Here): void {
  if (here.sessionId !== '') event.session_id = here.sessionId;
  if (here.sessionAt !== '') event.session_at = here.sessionAt;
  if (here.subagent !== undefined) event.subagent_id = here.subagent;
}

/** Like `instant`, but fast for the one spelling that the client uses; empty when the value is no time. */
export function instantOf(value: unknown, otherwise: (value: unknown) => string | undefined): string {
  if (typeof value === 'string' && isPlainInstant(value)) return value;
  return value === undefined ? '' : (otherwise(value) ?? '');
}

const PLAIN = '0000-00-00T00:00:00.000Z';

/** True for a time in the years 2000 to 2099 whose parts are in range; nothing that `Date.parse` would refuse passes. */
function isPlainInstant(value: string): boolean {
  if (value.length !== PLAIN.length || value.charCodeAt(0) !== 50 || value.charCodeAt(1) !== 48) return false;
  for (let i = 2; i < PLAIN.length; i++) {
    const expected = PLAIN.charCodeAt(i);
    const code = value.charCodeAt(i);
    if (expected === 48 ? code < 48 || code > 57 : code !== expected) return false;
  }
  const month = two(value, 5);
  const day = two(value, 8);
  if (month < 1 || month > 12 || day < 1 || day > (month === 2 ? 28 : 30)) return false;
  return two(value, 11) < 24 && two(value, 14) < 60 && two(value, 17) < 60;
}

/** Milliseconds from one instant to another, both as `instantOf` gives them. Within a day the digits are enough, and far faster. */
export function elapsedMs(from: string, to: string): number {
  const isSameDay = from.slice(0, DAY_LENGTH) === to.slice(0, DAY_LENGTH);
  return isSameDay ? msOfDay(to) - msOfDay(from) : Date.parse(to) - Date.parse(from);
}

const DAY_LENGTH = '0000-00-00'.length;

function msOfDay(value: string): number {
  const seconds = two(value, 11) * 3600 + two(value, 14) * 60 + two(value, 17);
  return seconds * 1000 + two(value, 20) * 10 + value.charCodeAt(22) - 48;
}

function two(value: string, from: number): number {
  return (value.charCodeAt(from) - 48) * 10 + value.charCodeAt(from + 1) - 48;
}
