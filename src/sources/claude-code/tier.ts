/** The tier of an answer of Anthropic's API, from its usage. */

import { text, type Json } from '../read.ts';

/** What changes the price of an answer, joined by `+`: `fast`, `batch`, `us` …; nothing for the standard. */
export function tierOf(usage: Json): string | undefined {
  const { speed, service_tier: tier, inference_geo: place } = usage;
  let found = speed === 'standard' ? undefined : text(speed);
  if (tier !== 'standard') found = joined(found, text(tier));
  return place === 'global' || place === 'not_available' ? found : joined(found, text(place));
}

function joined(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined || b === undefined ? (a ?? b) : `${a}+${b}`;
}
