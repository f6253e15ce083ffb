/**
 * Answers of the model. Today's logs hold a usage record per answer; older ones only the output tokens of a message, and totals by model
 * when the client shuts down. What no record tells stays unknown.
 */

import { createHash } from 'node:crypto';
import { skip } from '../../event/skip.ts';
import { idWithin } from '../codex/ids.ts';
import type { Yielded } from '../define.ts';
import { count, known, object, sizeOf, text, type Json } from '../read.ts';
import { common, type Line } from './session.ts';
import type { State } from './state.ts';

export function readUsage(state: State, line: Line, usage: Json | undefined): Yielded {
  const call = text(usage?.['apiCallId']) ?? text(object(usage?.['accounting'])?.['usageId']) ?? line.id;
  const output = count(usage?.['outputTokens']);
  if (usage === undefined || output === undefined) return skip('no-usage');
  if (call === undefined) return skip('no-id');
  state.hasRecords = true;
  return known({
    kind: 'answer',
    id: answerId(state, call),
    at: line.at,
    ...common(state),
    ...place(state, line),
    model: text(usage['model']) ?? state.model,
    request_id: isShort(call) ? call : undefined,
    ...tokensOf(usage),
    output_tokens: output,
    output_is_final: true,
    duration_ms: count(usage['duration']),
    ttft_ms: count(usage['timeToFirstTokenMs']),
    stop_reason: text(usage['finishReason']),
  } as const);
}

/** An answer may be written down as several messages; only the last one of them tells of tokens. */
export function readMessage(state: State, line: Line): Yielded {
  const { data } = line;
  const call = text(data['apiCallId']) ?? text(data['messageId']);
  if (call === undefined) return skip('no-id');
  const id = answerId(state, call);
  const before = state.answer?.id === id ? state.answer.bytes : 0;
  const bytes = before + (typeof data['content'] === 'string' ? sizeOf(data['content']) : 0);
  state.answer = { id, bytes };
  const output = count(data['outputTokens']);
  if (output === undefined && !state.hasRecords) return skip('no-usage');
  const model = text(data['model']) ?? state.model;
  if (output !== undefined && model !== undefined) state.told[model] = (count(state.told[model]) ?? 0) + output;
  return known({
    kind: 'answer',
    id,
    at: line.at,
    ...common(state),
    ...place(state, line),
    model,
    output_tokens: output,
    output_is_final: output === undefined ? undefined : true,
    output_bytes: bytes > 0 ? bytes : undefined,
  } as const);
}

/** Totals by model, of a log without records: what the messages did not tell, as one answer per model. */
export function readTotals(state: State, line: Line): readonly Yielded[] {
  if (state.hasRecords) return [];
  const { data } = line;
  const metrics = object(object(data['accountingSnapshot'])?.['modelMetrics']) ?? object(data['modelMetrics']) ?? {};
  return Object.entries(metrics).flatMap(([model, told]) => {
    const usage = object(object(told)?.['usage']);
    const output = count(usage?.['outputTokens']);
    if (usage === undefined || output === undefined || model === '') return [];
    const requests = count(object(object(told)?.['requests'])?.['count']);
    return [
      known({
        kind: 'answer',
        id: `${state.session}:total:${isShort(model) ? model : digest(model)}`,
        at: line.at,
        ...common(state),
        seq: line.seq,
        model,
        ...tokensOf(usage),
        output_tokens: Math.max(0, output - (count(state.told[model]) ?? 0)),
        output_is_final: true,
        attributes: requests === undefined ? undefined : { total_of_requests: requests },
      } as const),
    ];
  });
}

/** Copilot counts what was read from the cache and what was written to it as input, and reasoning as output. */
function tokensOf(usage: Json) {
  const input = count(usage['inputTokens']);
  const read = count(usage['cacheReadTokens']);
  const written = count(usage['cacheWriteTokens']);
  return known({
    input_tokens: input === undefined ? undefined : Math.max(0, input - (read ?? 0) - (written ?? 0)),
    cache_read_tokens: read,
    cache_write_5m_tokens: written === 0 ? undefined : written,
    reasoning_tokens: count(usage['reasoningTokens']),
  });
}

function place(state: State, { seq, subagent }: Line) {
  return known({ seq, turn: Math.max(0, state.turns - 1), subagent_id: subagent });
}

/** Ids of some providers are encrypted texts of many hundred characters. */
function answerId(state: State, call: string): string {
  return idWithin(state.session, isShort(call) ? call : digest(call));
}

function isShort(id: string): boolean {
  return /^[\w.:-]{1,80}$/.test(id);
}

function digest(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 24);
}
