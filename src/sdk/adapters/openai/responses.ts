/** What an answer of the Responses API tells of itself, whole or in events. One that is made in the background has no tokens yet. */

import { count, known as knownOf, list, object, text } from '../../../sources/read.ts';
import type { Reading } from '../../answers.ts';
import type { Usage } from '../../define.ts';
import { tierOf, withoutCached } from './tokens.ts';

export const RESPONSES: Reading = {
  whole: told,
  grow(known, event) {
    const happened = object(event);
    const response = object(happened?.['response']);
    if (happened?.['type'] === 'error') return { ...known, error: failureOf(happened) };
    if (response !== undefined) return { ...known, ...told(response) };
    if (happened?.['type'] !== 'response.output_text.delta') return known;
    return { ...known, outputBytes: (known.outputBytes ?? 0) + bytesOf(happened['delta']) };
  },
  says: (event) => text(object(event)?.['type'])?.endsWith('.delta') === true,
};

const UNFINISHED: ReadonlySet<unknown> = new Set(['queued', 'in_progress']);

function told(value: unknown): Usage {
  const response = object(value);
  const usage = object(response?.['usage']);
  const output = list(response?.['output']).map(object);
  const status = response?.['status'];
  const blocks = output.flatMap((item) => list(item?.['content'])).map(object);
  return knownOf({
    model: text(response?.['model']),
    ...withoutCached(usage?.['input_tokens'], object(usage?.['input_tokens_details'])),
    outputTokens: count(usage?.['output_tokens']),
    reasoningTokens: count(object(usage?.['output_tokens_details'])?.['reasoning_tokens']),
    outputBytes: output.length === 0 ? undefined : blocks.reduce((sum, block) => sum + bytesOf(block?.['text']), 0),
    webSearches: output.filter((item) => item?.['type'] === 'web_search_call').length || undefined,
    serviceTier: tierOf(response?.['service_tier']),
    stopReason: UNFINISHED.has(status)
      ? undefined
      : (text(object(response?.['incomplete_details'])?.['reason']) ?? text(status)),
    error: status === 'failed' ? failureOf(object(response?.['error'])) : undefined,
  });
}

/** Shaped as an error is. */
function failureOf(told: Readonly<Record<string, unknown>> | undefined): unknown {
  return { name: text(told?.['code']) ?? 'failed', message: text(told?.['message']) ?? 'failed' };
}

function bytesOf(value: unknown): number {
  return typeof value === 'string' ? Buffer.byteLength(value) : 0;
}
