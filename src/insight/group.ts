/**
 * What every event is told on its way into the log, whatever its source: which program a command ran, and which group its failure
 * belongs to. Both are made from redacted texts alone, so they hold no more than those, and can be made again from the log.
 */

import type { EventOf } from '../event/schema.ts';
import type { RedactedEvent } from '../redaction/redacted.ts';
import { fingerprintOf } from './fingerprint.ts';
import { isInformation, readCommand } from './program.ts';

/** Nothing is added to an event that has nothing to be grouped by; then it is the same object. */
export function grouped(event: RedactedEvent): RedactedEvent {
  if (event.kind === 'call') return groupedCall(event);
  if (event.kind !== 'error') return event;
  return { ...event, fingerprint: fingerprintOf(event) };
}

/** Whether a call is a failure, and thus has a group. */
export function hasFailed({ outcome }: EventOf<'call'>): boolean {
  return outcome === 'tool_error' || outcome === 'command_nonzero';
}

function groupedCall<C extends RedactedEvent & EventOf<'call'>>(call: C): C {
  const isFailure = hasFailed(call);
  const ran = call.tool === undefined || call.target === undefined ? undefined : readCommand(call.tool, call.target);
  if (ran === undefined && !isFailure) return call;
  const named = ran === undefined ? call : { ...call, program: ran.program };
  if (!isFailure) return named;
  const judged = ran !== undefined && isInformation(ran, call) ? { ...named, error_class: 'information' } : named;
  return { ...judged, fingerprint: fingerprintOf(judged) };
}
