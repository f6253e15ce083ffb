/** What every source promises, for tests that feed it what no client would write. */

import fc from 'fast-check';
import { expect } from 'vitest';
import { isSkip } from '../../src/event/skip.ts';
import { flaw } from '../../src/event/validate.ts';
import type { Source } from '../../src/sources/define.ts';

/** Every record is answered, every event keeps the contract, and the state is JSON from which a later parser goes on. */
export function answersAll(source: Source, path: string, given: readonly unknown[]): void {
  const parser = source.parser({ path, state: undefined });
  given.forEach((record, index) => {
    const yielded = parser.read(record, { index });
    expect(yielded.length).toBeGreaterThan(0);
    for (const one of yielded) if (!isSkip(one)) expect(flaw(one)).toBeUndefined();
  });
  for (const one of parser.end()) if (!isSkip(one)) expect(flaw(one)).toBeUndefined();
  const state: unknown = JSON.parse(JSON.stringify(parser.state() ?? null));
  source.parser({ path, state: state ?? undefined }).end();
}

/** One of the records with one value in it exchanged for any other. */
export function mutated(records: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc.tuple(fc.nat(records.length - 1), fc.nat(60), fc.jsonValue()).map(([first, place, value]) => {
    let left = place;
    const text = JSON.stringify(records[first], (_key, inner: unknown) => (left-- === 0 ? value : inner));
    return text === undefined ? null : parsed(text);
  });
}

function parsed(text: string): unknown {
  return JSON.parse(text);
}
