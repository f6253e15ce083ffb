/** Input tokens as OpenAI counts them, in which the cached ones are contained, and the names of its tiers. */

import { count, text, type Json } from '../../../sources/read.ts';
import type { Usage } from '../../define.ts';

export function withoutCached(all: unknown, details: Json | undefined): Usage {
  const [input, cached, written] = [all, details?.['cached_tokens'], details?.['cache_write_tokens']].map(count);
  return {
    inputTokens: input === undefined ? undefined : Math.max(0, input - (cached ?? 0) - (written ?? 0)),
    cacheReadTokens: cached,
    cacheWriteTokens: written,
  };
}

/** Only a tier that changes the price. */
export function tierOf(value: unknown): string | undefined {
  const tier = text(value);
  return tier === 'default' || tier === 'auto' ? undefined : tier;
}
