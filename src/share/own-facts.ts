/** The facts of one repository as the own log has them now, in the form in which they may leave. */

import { join } from 'node:path';
import type { Places } from '../config/home.ts';
import { openDuckdb } from '../duckdb.ts';
import { openEvents } from '../store/tables.ts';
import { makeFacts, makePseudonym, type Fact, type FactOptions } from './facts.ts';
import { openOwnRows } from './own-log.ts';

export type OwnFactsOptions = Pick<FactOptions, 'level' | 'drop' | 'grain' | 'redactText'> & {
  readonly places: Places;
  /** The repository in every spelling that the log may have. */
  readonly repos: readonly string[];
  readonly key: Uint8Array;
};

/** Every fact once. */
export async function readOwnFacts({ places, repos, key, ...how }: OwnFactsOptions): Promise<readonly Fact[]> {
  const db = await openDuckdb({ temp: join(places.cache, 'spill') });
  try {
    await openEvents(db, places);
    const { subjects, rows } = await openOwnRows(db, repos);
    const toFact = makeFacts({ ...how, pseudonym: makePseudonym(key), kindOf: (id) => subjects.get(id) });
    const facts: Fact[] = [];
    for await (const batch of rows()) for (const row of batch) facts.push(toFact(row));
    return facts;
  } finally {
    db.close();
  }
}
