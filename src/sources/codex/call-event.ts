/** Makes the event of a call from what is known of it: the request, the client's word about its end, the result. */

import type { EventOf, Outcome } from '../../event/schema.ts';
import { classify, decisionOf } from '../failure.ts';
import { known } from '../read.ts';
import { idWithin } from './ids.ts';
import type { Result } from './result.ts';
import { common, type Moment } from './session.ts';
import type { OpenCall, State } from './state.ts';

/** How a call ended; without a moment when nobody saw when. */
export type Ended = Partial<Moment> & Result;
/** `target` may hold what has to be redacted, so it is no part of the state. */
type Known = { ended: Ended | undefined; target: string | undefined };

export function callEvent(state: State, call: OpenCall, { ended, target }: Known): EventOf<'call'> {
  const verdict = believed(call, ended);
  const isFailure = verdict.outcome === 'tool_error' || verdict.outcome === 'command_nonzero';
  const failure = isFailure ? ended?.said : undefined;
  return known({
    kind: 'call',
    id: idWithin(state.thread, call.id),
    at: call.at,
    ...common(state),
    seq: call.seq,
    turn: call.turn,
    model: call.model,
    tool: call.tool,
    outcome: verdict.outcome,
    exit_code: verdict.exit_code,
    error_class: ended === undefined ? undefined : classOf(verdict.outcome, ended.said ?? '', call.tool),
    error_text: failure,
    target,
    input_bytes: call.input_bytes,
    ...(verdict.outcome === 'ok' ? known({ lines_added: call.lines_added, lines_removed: call.lines_removed }) : {}),
    output_bytes: ended === undefined || ended.bytes === 0 ? undefined : ended.bytes,
    duration_ms: verdict.duration_ms,
    elapsed_ms: ended?.at === undefined ? undefined : elapsed(call.at, ended.at),
  } as const);
}

/** The client's word counts more than the head of a text, which may yet tell why a call failed: it was refused or broken off. */
function believed(call: OpenCall, ended: Ended | undefined): Omit<Result, 'bytes' | 'said'> {
  if (ended === undefined) return call.verdict ?? { outcome: 'unknown' };
  const isDecision = ended.outcome === 'denied' || ended.outcome === 'cancelled';
  if (call.verdict === undefined || (isDecision && call.verdict.outcome !== 'ok')) return ended;
  return { ...known({ duration_ms: ended.duration_ms }), ...call.verdict };
}

function classOf(outcome: Outcome, failure: string, tool: string): string | undefined {
  if (outcome === 'ok' || outcome === 'unknown') return undefined;
  const found = classify(failure, tool);
  if (outcome === 'cancelled') return 'interrupted';
  if (outcome !== 'denied' || decisionOf(found) === 'denied') return found;
  return /by (?:the )?user/i.test(failure) ? 'user_rejected' : 'permission_rule';
}

function elapsed(from: string, to: string): number | undefined {
  const ms = Date.parse(to) - Date.parse(from);
  return ms >= 0 ? ms : undefined;
}
