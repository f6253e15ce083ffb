/**
 * The one gate to the log, for files and live doors alike: an event of a source is completed, checked and redacted.
 * Nothing else redacts events, so nothing reaches the disk unredacted.
 */

import { makePolicyFinder } from './doors/policy.ts';
import { isSound } from './doors/sound.ts';
import { makeStamp } from './doors/stamp.ts';
import type { Event } from './event/schema.ts';
import { isSkip, skip, type SkipReason } from './event/skip.ts';
import { mergePolicy, type Policy } from './redaction/policy.ts';
import { makeRedactor, type Redactor, type RedactorOptions } from './redaction/redact.ts';
import type { RedactedEvent } from './redaction/redacted.ts';
import { withoutTexts } from './redaction/textless.ts';
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

/** What answers an event with its redacted form, or with the reason why it is not kept. */
export type Accept = (event: Event) => Accepted | SkipReason;

export function makeAccept({ machine, homeDir, prunedBefore, redaction }: AcceptOptions): Accept {
  const redactorFor = makeRedactors(redaction);
  const stamp = makeStamp({ machine, homeDir });
  return (event) => {
    const redactEvent = redactorFor(event.cwd);
    const stamped = stamp(event);
    if (!isSound(stamped)) return 'invalid-event';
    if (prunedBefore !== undefined && event.at < prunedBefore) return 'pruned';
    const redacted = redactEvent(stamped);
    if (isSkip(redacted)) return redacted.skip;
    return { day: dayOf(redacted.at), event: redacted };
  };
}

/** Redaction as the settings and the policy of the repository say. A policy that cannot be read may forbid any text, so all are left out. */
function makeRedactors(options: RedactorOptions): (cwd: string | undefined) => Redactor['redactEvent'] {
  const usual = makeRedactor(options);
  const findPolicy = makePolicyFinder();
  const stricter = new Map<Policy, Redactor>();
  return (cwd) => {
    const policy = findPolicy(cwd);
    if (policy === undefined) return usual.redactEvent;
    if (policy === 'unreadable') return (event) => withoutTexts(event, () => false) ?? skip('redaction-failed');
    let redactor = stricter.get(policy);
    if (redactor === undefined) stricter.set(policy, (redactor = makeRedactor(mergePolicy(options, policy))));
    return redactor.redactEvent;
  };
}
