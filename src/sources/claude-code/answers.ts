/**
 * Answers: one model response is written as several rows, one per content block, which repeat and complete its usage. An answer is held
 * until the next one of the same conversation or subagent begins; of everything the greatest seen is kept, as the store does, so that
 * it does not matter where a file is cut into imports.
 */

import type { EventOf } from '../../event/schema.ts';
import { isEvent } from '../../event/validate.ts';
import { count, list, object, sizeOf, text, type Json } from '../read.ts';
import { AGENT, OBSERVER, place, type Here } from './here.ts';
import { tierOf } from './tier.ts';

export type Answer = EventOf<'answer'>;

/** More subagents than this do not answer at the same time; the one silent for longest is let go. */
const MOST_LANES = 32;

export type Answers = {
  /** Takes a row that has usage and an id; returns the answer that is complete by it, if any. */
  take(here: Here, message: Json): Answer | undefined;
  /** Number, within the file, of the answer that the last row taken belongs to. */
  turn(): number;
  open(): readonly Answer[];
  state(): unknown;
};

export function openAnswers(state: Json | undefined): Answers {
  const lanes = new Map<string, Answer>();
  for (const kept of list(state?.['lanes'])) {
    const answer = restored(kept);
    if (answer !== undefined) lanes.set(answer.subagent_id ?? '', answer);
  }
  let turns = count(state?.['turns']) ?? 0;
  let turn = turns;

  return {
    take(here, message) {
      const id = answerId(here, message) ?? '';
      const lane = here.subagent ?? '';
      const held = lanes.get(lane);
      if (held !== undefined && held.id === id) {
        turn = held.turn ?? turn;
        grow(held, message);
        return undefined;
      }
      turn = turns++;
      lanes.delete(lane);
      const evicted = held ?? (lanes.size >= MOST_LANES ? takeOldest(lanes) : undefined);
      lanes.set(lane, begun(here, message, { id, turn }));
      return evicted;
    },
    turn: () => turn,
    open: () => [...lanes.values()].map((answer) => ({ ...answer })),
    state: () => ({ turns, lanes: [...lanes.values()].map(withoutContent) }),
  };
}

/** Gateways leave out `requestId` or `message.id`, so each stands in for the other, and the row's own id for both. */
export function answerId(here: Here, message: Json): string | undefined {
  return text(message['id']) ?? text(here.inner['requestId']) ?? text(here.inner['uuid']);
}

function takeOldest(lanes: Map<string, Answer>): Answer | undefined {
  for (const [lane, answer] of lanes) {
    lanes.delete(lane);
    return answer;
  }
  return undefined;
}

function begun(here: Here, message: Json, numbers: { id: string; turn: number }): Answer {
  const answer: Answer = { kind: 'answer', id: numbers.id, at: here.at, observers: OBSERVER, agent: AGENT };
  place(answer, here);
  answer.turn = numbers.turn;
  const model = text(message['model']);
  if (model !== undefined) answer.model = model;
  const request = text(here.inner['requestId']);
  if (request !== undefined) answer.request_id = request;
  answer.output_bytes = 0;
  answer.output_is_final = false;
  grow(answer, message);
  return answer;
}

function grow(answer: Answer, message: Json): void {
  const usage = object(message['usage']);
  if (usage !== undefined) addUsage(answer, usage);
  const stop = text(message['stop_reason']);
  if (stop !== undefined) {
    if (answer.stop_reason === undefined || stop > answer.stop_reason) answer.stop_reason = stop;
    answer.output_is_final = true;
  }
  const { content } = message;
  if (typeof content === 'string') answer.output_bytes = (answer.output_bytes ?? 0) + sizeOf(content);
  for (const block of list(content)) {
    const visible = object(block)?.['text'];
    if (typeof visible === 'string') answer.output_bytes = (answer.output_bytes ?? 0) + sizeOf(visible);
  }
}

function addUsage(answer: Answer, usage: Json): void {
  const split = object(usage['cache_creation']);
  const written = count(usage['cache_creation_input_tokens']) ?? 0;
  const hour = count(split?.['ephemeral_1h_input_tokens']) ?? 0;
  // What the total holds beyond the named durations was written for a duration that nobody named.
  const short = Math.max(count(split?.['ephemeral_5m_input_tokens']) ?? 0, written - hour);
  answer.input_tokens = greatest(answer.input_tokens, usage['input_tokens']);
  answer.cache_read_tokens = greatest(answer.cache_read_tokens, usage['cache_read_input_tokens']);
  answer.cache_write_5m_tokens = greatest(answer.cache_write_5m_tokens, short);
  answer.cache_write_1h_tokens = greatest(answer.cache_write_1h_tokens, hour);
  answer.output_tokens = greatest(answer.output_tokens, usage['output_tokens']);
  const thinking = count(object(usage['output_tokens_details'])?.['thinking_tokens']);
  if (thinking !== undefined) answer.reasoning_tokens = greatest(answer.reasoning_tokens, thinking);
  const searches = count(object(usage['server_tool_use'])?.['web_search_requests']);
  if (searches !== undefined && searches > 0) answer.web_searches = greatest(answer.web_searches, searches);
  const tier = tierOf(usage);
  if (tier !== undefined && (answer.service_tier === undefined || tier > answer.service_tier))
    answer.service_tier = tier;
}

function greatest(known: number | undefined, value: unknown): number {
  return Math.max(known ?? 0, count(value) ?? 0);
}

function restored(kept: unknown): Answer | undefined {
  return isEvent(kept) && kept.kind === 'answer' ? { ...kept } : undefined;
}

/** The state is stored as it is, unredacted: ids, counts and instants only. What is left out was yielded when the file ended before. */
function withoutContent({ cwd: _cwd, branch: _branch, ...answer }: Answer): unknown {
  return answer;
}
