/** What a message of Anthropic's API tells of itself, whole or in events, by the names of the library. */

import { tierOf } from '../sources/claude-code/tier.ts';
import { count, known as knownOf, list, object, text } from '../sources/read.ts';
import type { Reading } from './answers.ts';
import type { Usage } from './define.ts';

export const ANTHROPIC: Reading = {
  whole(answer) {
    const message = object(answer);
    const told = {
      id: text(message?.['id']),
      model: text(message?.['model']),
      outputBytes: textBytes(message?.['content']),
    };
    return { ...knownOf(told), ...usageOf(message?.['usage']), stopReason: text(message?.['stop_reason']) };
  },
  grow(known, event) {
    const told = object(event);
    const delta = object(told?.['delta']);
    switch (told?.['type']) {
      case 'message_start':
        return { ...known, ...ANTHROPIC.whole(told['message']) };
      case 'content_block_delta':
        return { ...known, outputBytes: (known.outputBytes ?? 0) + bytesOf(delta?.['text']) };
      case 'message_delta':
        // Counts of the whole message until here.
        return { ...known, ...usageOf(told['usage']), stopReason: text(delta?.['stop_reason']) ?? known.stopReason };
      default:
        return known;
    }
  },
  says: (event) => object(event)?.['type'] === 'content_block_delta',
};

function usageOf(value: unknown): Usage {
  const usage = object(value);
  if (usage === undefined) return {};
  const written = count(usage['cache_creation_input_tokens']);
  const hour = count(object(usage['cache_creation'])?.['ephemeral_1h_input_tokens']);
  return knownOf({
    inputTokens: count(usage['input_tokens']),
    cacheReadTokens: count(usage['cache_read_input_tokens']),
    cacheWriteTokens: written === undefined ? undefined : Math.max(0, written - (hour ?? 0)),
    cacheWrite1hTokens: hour,
    outputTokens: count(usage['output_tokens']),
    reasoningTokens: count(object(usage['output_tokens_details'])?.['thinking_tokens']),
    webSearches: count(object(usage['server_tool_use'])?.['web_search_requests']),
    serviceTier: tierOf(usage),
  });
}

/** Bytes of the texts among the blocks of a message. */
function textBytes(content: unknown): number {
  return list(content).reduce((sum: number, block) => sum + bytesOf(object(block)?.['text']), 0);
}

function bytesOf(value: unknown): number {
  return typeof value === 'string' ? Buffer.byteLength(value) : 0;
}
