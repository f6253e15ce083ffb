/**
 * Answers of the model. Newer rollouts hold one usage record per response; older ones only a running total, of which every change is
 * an answer and every repeat is not. A file that has both is counted by its records.
 */

import { skip } from '../../event/skip.ts';
import type { Yielded } from '../define.ts';
import { count, known, object, sizeOf, text, type Json } from '../read.ts';
import { idWithin } from './ids.ts';
import { common, type Moment } from './session.ts';
import type { State, Tokens } from './state.ts';

/** Notes that the answer at hand shows itself: its first instant and its visible size. */
export function noteAnswer(state: State, moment: Moment, visible = ''): void {
  state.answerAt ??= moment.at;
  state.answerSeq ??= moment.seq;
  state.answerBytes += sizeOf(visible);
}

export function readUsageRecord(state: State, record: Json, moment: Moment): Yielded {
  const usage = tokens(record['usage']);
  const thread = tokens(record['thread_token_usage']);
  state.hasRecords = true;
  if (thread !== undefined) {
    const repeats = state.total !== undefined && isSame(state.total, thread);
    state.total = thread;
    if (state.isCopy) return skip('copied-history');
    if (repeats) return skip('repeated-total');
  }
  if (state.isCopy) return skip('copied-history');
  if (usage === undefined) return skip('no-usage');
  const response = text(record['response_id']);
  if (response === undefined) return skip('no-id');
  return answer(state, usage, { ...moment, id: idWithin(state.thread, response), response });
}

export function readTokenCount(state: State, event: Json, moment: Moment): Yielded {
  const info = object(event['info']);
  const total = tokens(info?.['total_token_usage']);
  if (total === undefined) return skip('no-usage');
  const before = state.total;
  state.total = total;
  if (state.isCopy) return skip('copied-history');
  if (state.hasRecords) return skip('repeated-total');
  if (before !== undefined && isSame(before, total)) return skip('repeated-total');
  const usage = change(before, total) ?? tokens(info?.['last_token_usage']) ?? total;
  // A fork whose history was not copied begins with the total of its parent.
  const first = before === undefined && state.isFork ? tokens(info?.['last_token_usage']) : undefined;
  // The total makes the id: the same change has the same id wherever it is copied to.
  const id = `${state.turnId ?? state.thread ?? 'codex'}:${total.input}-${total.cached}-${total.output}`;
  return answer(state, first ?? usage, { ...moment, id });
}

/** The turn is over: the time to its first token belongs to its first answer. */
export function readTurnEnd(state: State, event: Json): Yielded {
  const ttft = count(event['time_to_first_token_ms']);
  const { firstAnswerId: id, firstAnswerAt: at } = state;
  if (ttft === undefined || id === undefined || at === undefined) return skip('not-telemetry');
  return { kind: 'answer', id, at, ...common(state), ttft_ms: ttft };
}

function answer(state: State, usage: Tokens, made: Moment & { id: string; response?: string }): Yielded {
  const at = state.answerAt ?? made.at;
  const { answerBytes: bytes, answerSearches: searches } = state;
  const seq = state.answerSeq ?? made.seq;
  const turn = state.answers;
  state.answers += 1;
  state.answerAt = undefined;
  state.answerSeq = undefined;
  state.answerBytes = 0;
  state.answerSearches = 0;
  if (state.firstAnswerId === undefined) {
    state.firstAnswerId = made.id;
    state.firstAnswerAt = at;
  }
  return known({
    kind: 'answer',
    id: made.id,
    at,
    ...common(state),
    seq,
    turn,
    model: state.model,
    request_id: made.response,
    // Codex counts both what was read from the cache and what was written to it as input.
    input_tokens: Math.max(0, usage.input - usage.cached - usage.written),
    cache_read_tokens: usage.cached,
    cache_write_5m_tokens: usage.written > 0 ? usage.written : undefined,
    output_tokens: usage.output,
    reasoning_tokens: usage.reasoning,
    web_searches: searches > 0 ? searches : undefined,
    output_is_final: true,
    output_bytes: bytes > 0 ? bytes : undefined,
  } as const);
}

function tokens(value: unknown): Tokens | undefined {
  const record = object(value);
  const input = count(record?.['input_tokens']);
  const output = count(record?.['output_tokens']);
  if (record === undefined || input === undefined || output === undefined) return undefined;
  return {
    input,
    output,
    cached: count(record['cached_input_tokens']) ?? 0,
    written: count(record['cache_write_input_tokens']) ?? 0,
    reasoning: count(record['reasoning_output_tokens']) ?? 0,
  };
}

function isSame(a: Tokens, b: Tokens): boolean {
  return (
    a.input === b.input &&
    a.cached === b.cached &&
    a.written === b.written &&
    a.output === b.output &&
    a.reasoning === b.reasoning
  );
}

/** What was added since `before`; undefined when a total fell, because then counting began anew. */
function change(before: Tokens | undefined, total: Tokens): Tokens | undefined {
  if (before === undefined) return total;
  const added = {
    input: total.input - before.input,
    cached: total.cached - before.cached,
    written: total.written - before.written,
    output: total.output - before.output,
    reasoning: total.reasoning - before.reasoning,
  };
  return Object.values(added).every((value) => value >= 0) ? added : undefined;
}
