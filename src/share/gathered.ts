/** The lines of all shards of one writer taken together: facts merged, what was taken back known, aggregates as they stand. Pure. */

import { standing, type Aggregate } from './aggregate.ts';
import type { Lines } from './decode.ts';
import type { Fact } from './facts.ts';
import { forgottenBy, type Forgotten } from './forget.ts';
import { mergeFacts } from './merge-facts.ts';

export type Gathered = {
  /** By pseudonym, those included that were taken back; pseudonyms of different kinds differ as well. */
  readonly facts: ReadonlyMap<string, Fact>;
  readonly forgotten: Forgotten;
  /** By day and kind. */
  readonly aggregates: ReadonlyMap<string, Aggregate>;
};

export function gather(shards: readonly Pick<Lines, 'facts' | 'forgets' | 'aggregates'>[]): Gathered {
  const facts = new Map<string, Fact>();
  for (const shard of shards)
    for (const fact of shard.facts) {
      const known = facts.get(fact.id);
      facts.set(fact.id, known === undefined ? fact : mergeFacts(known, fact));
    }
  return {
    facts,
    forgotten: forgottenBy(shards.flatMap(({ forgets }) => forgets)),
    aggregates: standing(shards.flatMap(({ aggregates }) => aggregates)),
  };
}
