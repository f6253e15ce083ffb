/** What a model of LangChain answered, as the log has it: tokens lie in the message, or, of older models, beside it. */

import type { Usage } from '../../define.ts';
import { read, textOf } from '../../plain.ts';

/** The model that is asked, as far as the library knows it. */
export function modelIn(metadata: unknown, extra: unknown): string | undefined {
  const asked = read(extra, 'invocation_params');
  const places = [read(metadata, 'ls_model_name'), read(asked, 'model'), read(asked, 'model_name')];
  return places.map(textOf).find((name) => name !== undefined);
}

/** `output` is the result of one prompt. Out of a cache it takes no tokens. */
export function usageOf(output: unknown, isCached: boolean): Usage {
  const [generation] = listOf(listOf(read(output, 'generations'))[0]);
  const message = read(generation, 'message');
  const [said, info, beside] = [
    read(message, 'response_metadata'),
    read(generation, 'generationInfo'),
    read(output, 'llmOutput'),
  ];
  const first = (...names: readonly string[]): string | undefined =>
    names
      .flatMap((name) => [said, info, beside].map((place) => textOf(read(place, name))))
      .find((text) => text !== undefined);
  const text = textOf(read(generation, 'text')) ?? textOf(read(message, 'content'));
  const id = textOf(read(message, 'id'));
  const model = first('model_name', 'model', 'modelId');
  return {
    ...(isCached ? { attributes: { cached: true } } : tokensOf(message, beside)),
    ...(model === undefined ? {} : { model }),
    stopReason: first('stop_reason', 'finish_reason', 'finishReason', 'stopReason'),
    // Without an id of the provider the library gives one of its own.
    requestId: id?.startsWith('run-') === true ? undefined : id,
    serviceTier: first('service_tier'),
    outputBytes: text === undefined ? undefined : Buffer.byteLength(text),
  };
}

function tokensOf(message: unknown, beside: unknown): Usage {
  const usage = read(message, 'usage_metadata');
  const told = read(beside, 'tokenUsage') ?? read(beside, 'estimatedTokenUsage');
  const details = read(usage, 'input_token_details');
  const [all, cacheReadTokens, cacheWriteTokens] = [
    count(read(usage, 'input_tokens')),
    count(read(details, 'cache_read')),
    count(read(details, 'cache_creation')),
  ];
  const cached = (cacheReadTokens ?? 0) + (cacheWriteTokens ?? 0);
  return {
    // Some models leave cached tokens out of the sum, which then is smaller than they are.
    inputTokens: all === undefined ? count(read(told, 'promptTokens')) : all < cached ? all : all - cached,
    cacheReadTokens,
    cacheWriteTokens,
    outputTokens: count(read(usage, 'output_tokens')) ?? count(read(told, 'completionTokens')),
    reasoningTokens: count(read(read(usage, 'output_token_details'), 'reasoning')),
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
