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
import { dayOf, type Day } from './store/segment.ts';

export type AcceptOptions = {
  readonly machine: string;
  readonly homeDir: string;
  /** Events before this instant were pruned and are not brought back. */
  readonly prunedBefore: string | undefined;
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
  return (event) => judge(event, { gate: gateFor(event.cwd), stamp, prunedBefore: options.prunedBefore });
}

/** The same for many events, of which only the line is wanted: what is usual goes through quickly. */
export function makeLineAccept(options: AcceptOptions): (event: Event) => AcceptedLine | SkipReason {
  const { prunedBefore } = options;
  const gateFor = makeGates(options.redaction);
  const stamp = makeStamp(options);
  return (event) => {
    const gate = gateFor(event.cwd);
    const line = quickly(event, gate, stamp);
    if (line !== undefined) {
      if (prunedBefore !== undefined && event.at < prunedBefore) return 'pruned';
      return { day: dayOf(event.at), line };
    }
    const judged = judge(event, { gate, stamp, prunedBefore });
    return typeof judged === 'string' ? judged : { day: judged.day, line: toLine(judged.event) };
  };
}

/** How the events of a folder are redacted; without `write` only step by step. */
type Gate = { readonly redactEvent: Redactor['redactEvent']; readonly write?: LineWriter };

type Judging = { readonly gate: Gate; readonly stamp: Stamp; readonly prunedBefore: string | undefined };

function judge(event: Event, { gate, stamp, prunedBefore }: Judging): Accepted | SkipReason {
  const stamped = stamp.add(event);
  if (!isSound(stamped)) return 'invalid-event';
  if (prunedBefore !== undefined && event.at < prunedBefore) return 'pruned';
  const redacted = gate.redactEvent(stamped);
  if (isSkip(redacted)) return redacted.skip;
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
