/**
 * Answers: one comes in several messages, one per block, which repeat and complete its usage, and in events where the program asked for them. It
 * is held until the next one of the same conversation or subagent begins; the last word on each of its figures counts.
 */

import { count, list, object, text, type Json } from '../../../sources/read.ts';
import { ANTHROPIC } from '../../anthropic-usage.ts';
import type { Run, Usage } from '../../define.ts';

export type Answers = {
  take(message: Json): void;
  /** One event of an answer that comes in pieces. */
  grow(message: Json): void;
  end(): void;
};

type Held = { usage: Usage; readonly startedAt: number; readonly pieces: boolean };

/** What its transcripts are found under. */
const CLIENT = 'claude-code';

/** More subagents than this do not answer at the same time. */
const MOST_LANES = 32;

export function openAnswers(run: Run | undefined): Answers {
  const lanes = new Map<string, Held>();
  const tell = (lane: string): void => {
    const held = lanes.get(lane);
    lanes.delete(lane);
    if (held === undefined) return;
    // Without a reason the figures are those of its beginning.
    const isFinal = held.usage.stopReason !== undefined;
    run?.usage({
      agent: CLIENT,
      ...held.usage,
      startedAt: held.startedAt,
      ...(isFinal ? {} : { outputIsFinal: false }),
    });
  };
  const hold = (lane: string, held: Held): void => {
    tell(lane);
    lanes.set(lane, held);
    const [oldest] = lanes.keys();
    if (lanes.size > MOST_LANES && oldest !== undefined) tell(oldest);
  };
  return {
    take(message) {
      const lane = text(message['parent_tool_use_id']) ?? '';
      if (text(message['error']) !== undefined) {
        run?.recordError(failureOf(message));
        return;
      }
      const told = { ...ANTHROPIC.whole(message['message']), requestId: text(message['request_id']) };
      const held = lanes.get(lane);
      if (held === undefined || held.usage.id !== told.id)
        hold(lane, { usage: told, startedAt: Date.now(), pieces: false });
      else held.usage = together(held, told);
    },
    grow(message) {
      const lane = text(message['parent_tool_use_id']) ?? '';
      const { event } = message;
      if (object(event)?.['type'] === 'message_start') {
        const usage = { ...ANTHROPIC.grow({}, event), ttftMs: count(message['ttft_ms']) };
        hold(lane, { usage, startedAt: Date.now(), pieces: true });
        return;
      }
      const held = lanes.get(lane);
      if (held?.pieces === true) held.usage = ANTHROPIC.grow(held.usage, event);
    },
    end() {
      for (const lane of lanes.keys()) tell(lane);
    },
  };
}

function together({ usage, pieces }: Held, told: Usage): Usage {
  if (pieces) return { ...usage, requestId: told.requestId ?? usage.requestId };
  const outputBytes = (usage.outputBytes ?? 0) + (told.outputBytes ?? 0);
  return { ...usage, ...told, outputBytes, stopReason: told.stopReason ?? usage.stopReason };
}

/** What stands for an answer that the model did not give, shaped as an error is. */
function failureOf(message: Json): unknown {
  const [block] = list(object(message['message'])?.['content']);
  return { name: text(message['error']), message: text(object(block)?.['text']) };
}
