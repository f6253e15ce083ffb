/**
 * The one gate to the log, for files and live doors alike: an event of a source is completed, checked and redacted.
 * Nothing else redacts events, so nothing reaches the disk unredacted.
 */

import { makeLineWriter, type LineWriter, type WrittenLine } from './doors/line.ts';
import { makePolicyFinder } from './doors/policy.ts';
import { isSound } from './doors/sound.ts';
import { makeStamp, type Stamp } from './doors/stamp.ts';
import type { Event } from './event/schema.ts';
import { isSkip, skip, type SkipReason } from './event/skip.ts';
import { grouped } from './insight/group.ts';
import { mergePolicy, type Policy } from './redaction/policy.ts';
import { makeRedactor, type Redactor, type RedactorOptions } from './redaction/redact.ts';
import type { RedactedEvent } from './redaction/redacted.ts';
import { withoutTexts } from './redaction/textless.ts';
import { toLine, type Line } from './store/append.ts';
import { makeIsForgotten, type Forgetting } from './store/forgotten.ts';
import { dayOf, type Day } from './store/segment.ts';

export type AcceptOptions = {
  readonly machine: string;
  readonly homeDir: string;
  /** Events before this instant were pruned and are not brought back. */
  readonly prunedBefore: string | undefined;
  /** Nor is what a person has forgotten. */
  readonly forgotten?: readonly Forgetting[];
  readonly redaction: RedactorOptions;
};

/** An event that may be written, and the UTC day whose file it belongs to. */
export type Accepted = { readonly day: Day; readonly event: RedactedEvent };

/** The line of an event that may be written. */
export type AcceptedLine = { readonly day: Day; readonly line: Line | WrittenLine };

/** What answers an event with its redacted form, or with the reason why it is not kept. */
export type Accept = (event: Event) => Accepted | SkipReason;

export function makeAccept(options: AcceptOptions): Accept {
  const gateFor = makeGates(options.redaction);
  const stamp = makeStamp(options);
  const limits = limitsOf(options);
  return (event) => judge(event, { gate: gateFor(event.cwd), stamp, limits });
}

/** What others have shared is complete, and redacted like everything else: whoever may push can have written it. */
export function makeSharedAccept(redaction: RedactorOptions): Accept {
  const { redactEvent } = makeRedactor(redaction);
  return (event) => {
    const redacted = redactEvent(event);
    return isSkip(redacted) ? redacted.skip : { day: dayOf(redacted.at), event: redacted };
  };
}

/** The same for many events, of which only the line is wanted: what is usual goes through quickly. */
export function makeLineAccept(options: AcceptOptions): (event: Event) => AcceptedLine | SkipReason {
  const limits = limitsOf(options);
  const { prunedBefore } = limits;
  const gateFor = makeGates(options.redaction);
  const stamp = makeStamp(options);
  return (event) => {
    const gate = gateFor(event.cwd);
    // Whether an event was forgotten is told from its redacted form, which only the slow way shows.
    const line = limits.isForgotten === undefined ? quickly(event, gate, stamp) : undefined;
    if (line !== undefined) {
      if (prunedBefore !== undefined && event.at < prunedBefore) return 'pruned';
      return { day: dayOf(event.at), line };
    }
    const judged = judge(event, { gate, stamp, limits });
    return typeof judged === 'string' ? judged : { day: judged.day, line: toLine(judged.event) };
  };
}

/** How the events of a folder are redacted; without `write` only step by step. */
type Gate = { readonly redactEvent: Redactor['redactEvent']; readonly write?: LineWriter };

/** What the log does not take in again. */
type Limits = {
  readonly prunedBefore: string | undefined;
  readonly isForgotten: ReturnType<typeof makeIsForgotten>;
};

function limitsOf({ prunedBefore, forgotten = [] }: AcceptOptions): Limits {
  return { prunedBefore, isForgotten: makeIsForgotten(forgotten) };
}

type Judging = { readonly gate: Gate; readonly stamp: Stamp; readonly limits: Limits };

function judge(event: Event, { gate, stamp, limits }: Judging): Accepted | SkipReason {
  const stamped = stamp.add(event);
  if (!isSound(stamped)) return 'invalid-event';
  if (limits.prunedBefore !== undefined && event.at < limits.prunedBefore) return 'pruned';
  const redacted = gate.redactEvent(stamped);
  if (isSkip(redacted)) return redacted.skip;
  if (limits.isForgotten?.(redacted) === true) return 'pruned';
  return { day: dayOf(redacted.at), event: grouped(redacted) };
}

function quickly(event: Event, { write }: Gate, stamp: Stamp): WrittenLine | undefined {
  if (write === undefined) return undefined;
  try {
    return write(event, stamp.of(event));
  } catch (error) {
    // Whatever went wrong goes wrong again, and is named there.
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** Redaction as the settings and the policy of the repository say. A policy that cannot be read may forbid any text, so all are left out. */
function makeGates(options: RedactorOptions): (cwd: string | undefined) => Gate {
  const usual = gateOf(options);
  const findPolicy = makePolicyFinder();
  const stricter = new Map<Policy, Gate>();
  return (cwd) => {
    const policy = findPolicy(cwd);
    if (policy === undefined) return usual;
    if (policy === 'unreadable') return TEXTLESS;
    let gate = stricter.get(policy);
    if (gate === undefined) stricter.set(policy, (gate = gateOf(mergePolicy(options, policy))));
    return gate;
  };
}

function gateOf(options: RedactorOptions): Gate {
  const { redactEvent, fieldRedactors } = makeRedactor(options);
  return { redactEvent, write: makeLineWriter(fieldRedactors) };
}

const TEXTLESS: Gate = {
  redactEvent: (event) => withoutTexts(event, () => false) ?? skip('redaction-failed'),
};
