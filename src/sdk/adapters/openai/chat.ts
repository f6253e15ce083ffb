/** What a chat completion tells of itself, whole or in chunks. Tokens come in the last chunk, and only when the program asked for them. */

import { count, known as knownOf, list, object, text } from '../../../sources/read.ts';
import type { Reading } from '../../answers.ts';
import type { Usage } from '../../define.ts';
import { tierOf, withoutCached } from './tokens.ts';

export const CHAT: Reading = {
  whole: (answer) => told(answer, 'message'),
  grow(known, chunk) {
    const { outputBytes = 0, ...rest } = told(chunk, 'delta');
    return { ...known, ...rest, outputBytes: (known.outputBytes ?? 0) + outputBytes };
  },
  says(chunk) {
    const delta = object(object(list(object(chunk)?.['choices'])[0])?.['delta']);
    return text(delta?.['content']) !== undefined || list(delta?.['tool_calls']).length > 0;
  },
};

function told(value: unknown, holder: 'message' | 'delta'): Usage {
  const answer = object(value);
  const choices = list(answer?.['choices']).map(object);
  const words = choices.map((choice) => object(choice?.[holder])?.['content']);
  return knownOf({
    ...usageOf(answer?.['usage']),
    model: text(answer?.['model']),
    serviceTier: tierOf(answer?.['service_tier']),
    stopReason: text(choices[0]?.['finish_reason']),
    outputBytes: words.reduce((sum: number, said) => sum + (typeof said === 'string' ? Buffer.byteLength(said) : 0), 0),
  });
}

function usageOf(value: unknown): Usage {
  const usage = object(value);
  const [read, made] = [object(usage?.['prompt_tokens_details']), object(usage?.['completion_tokens_details'])];
  return {
    ...withoutCached(usage?.['prompt_tokens'], read),
    outputTokens: count(usage?.['completion_tokens']),
    reasoningTokens: count(made?.['reasoning_tokens']),
  };
}
