/** What an answer of the AI SDK says of itself, streamed or whole, as the log has it. Models of version 2 say it in other words than later ones. */

import type { Usage } from '../../define.ts';
import { read, textOf } from '../../plain.ts';

export type Model = { readonly modelId: string; readonly provider: string };

/** `answer` has `usage`, `finishReason` and `response`, as far as the model gave them. */
export function usageOf(answer: unknown, model: Model): Usage {
  const finish = read(answer, 'finishReason');
  const response = read(answer, 'response');
  const headers = read(response, 'headers');
  return {
    ...tokensOf(answer, model),
    model: textOf(read(response, 'modelId')) ?? model.modelId,
    requestId:
      textOf(read(headers, 'request-id')) ?? textOf(read(headers, 'x-request-id')) ?? textOf(read(response, 'id')),
    // The word of the provider, where it is known, so that it is the same as in its other logs.
    stopReason: textOf(read(finish, 'raw')) ?? textOf(read(finish, 'unified')) ?? textOf(finish),
    attributes: { provider: model.provider },
  };
}

/** Bytes of what is visible of an answer. */
export function bytesOf(content: unknown): number {
  const texts = Array.isArray(content) ? content.filter((part) => read(part, 'type') === 'text') : [];
  return texts.reduce((sum: number, part) => sum + Buffer.byteLength(textIn(part)), 0);
}

function textIn(part: unknown): string {
  const text = read(part, 'text');
  return typeof text === 'string' ? text : '';
}

function tokensOf(answer: unknown, model: Model): Usage {
  const usage = read(answer, 'usage');
  const [input, output, raw] = [read(usage, 'inputTokens'), read(usage, 'outputTokens'), read(usage, 'raw')];
  if (typeof input !== 'object' && typeof output !== 'object') return flatTokens(answer, model);
  const [cached, written] = [count(read(input, 'cacheRead')), count(read(input, 'cacheWrite'))];
  const hour = count(read(read(raw, 'cache_creation'), 'ephemeral_1h_input_tokens'));
  return {
    inputTokens: count(read(input, 'noCache')) ?? without(count(read(input, 'total')), [cached, written]),
    cacheReadTokens: cached,
    cacheWriteTokens: without(written, [hour]),
    cacheWrite1hTokens: hour,
    outputTokens: count(read(output, 'total')),
    reasoningTokens: count(read(output, 'reasoning')),
    webSearches: count(read(read(raw, 'server_tool_use'), 'web_search_requests')),
    serviceTier: textOf(read(raw, 'service_tier')),
  };
}

/** Version 2: whether cached tokens are part of the input is up to the provider. */
function flatTokens(answer: unknown, { provider }: Model): Usage {
  const usage = read(answer, 'usage');
  const [input, cached] = [count(read(usage, 'inputTokens')), count(read(usage, 'cachedInputTokens'))];
  const told = read(read(answer, 'providerMetadata'), 'anthropic');
  return {
    inputTokens: /anthropic|bedrock/.test(provider) ? input : without(input, [cached]),
    cacheReadTokens: cached,
    cacheWriteTokens: count(read(told, 'cacheCreationInputTokens')),
    outputTokens: count(read(usage, 'outputTokens')),
    reasoningTokens: count(read(usage, 'reasoningTokens')),
  };
}

function without(all: number | undefined, parts: readonly (number | undefined)[]): number | undefined {
  return all === undefined ? undefined : parts.reduce((left: number, part) => Math.max(0, left - (part ?? 0)), all);
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
