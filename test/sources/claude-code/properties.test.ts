/** What holds for every input: an answer to any record, events that keep the contract, and the same rows however a file is cut into imports. */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { isSkip } from '../../../src/event/skip.ts';
import type { Event } from '../../../src/event/schema.ts';
import { flaw } from '../../../src/event/validate.ts';
import type { Yielded } from '../../../src/sources/define.ts';
import claudeCode from '../../../src/sources/claude-code.ts';
import { mergeEvents } from '../../conformance/merge.ts';
import { anyRecord, transcripts } from './any-record.ts';
import { runs } from '../../runs.ts';

const path = '-home-ada-app/5e551000-0000-4000-8000-000000000001.jsonl';

test('any record is answered with at least one event or skip, and never with an error', () => {
  fc.assert(
    fc.property(fc.array(anyRecord, { minLength: 1, maxLength: 12 }), (records) => {
      const parser = claudeCode.parser({ path, state: undefined });
      for (const [index, record] of records.entries()) expect(parser.read(record, { index }).length).toBeGreaterThan(0);
      JSON.stringify(parser.state());
    }),
    { numRuns: runs(1_000) },
  );
});

test('every event keeps the contract, whatever the records hold', () => {
  fc.assert(
    fc.property(fc.array(anyRecord, { minLength: 1, maxLength: 12 }), (records) => {
      expect(
        inImports(records, [])
          .map((event) => [flaw(event), event])
          .filter(([found]) => found !== undefined),
      ).toEqual([]);
    }),
    { numRuns: runs(1_000) },
  );
});

test('a file read in several imports gives the same rows as one read at once', () => {
  const cuts = fc
    .constantFrom(...transcripts)
    .chain((records) =>
      fc.tuple(fc.constant(records), fc.uniqueArray(fc.nat({ max: Math.max(0, records.length) }), { maxLength: 4 })),
    );
  fc.assert(
    fc.property(cuts, ([records, at]) => {
      expect(rows(inImports(records, at))).toEqual(rows(inImports(records, [])));
    }),
    { numRuns: runs(300) },
  );
});

test('a file read record by record gives the same rows as one read at once', () => {
  for (const records of transcripts)
    expect(rows(inImports(records, [...records.keys()]))).toEqual(rows(inImports(records, [])));
});

test('a file with broken records gives the same rows, too, however it is cut', () => {
  fc.assert(
    fc.property(
      fc.array(anyRecord, { maxLength: 20 }),
      fc.array(fc.nat({ max: 20 }), { maxLength: 3 }),
      (records, at) => {
        expect(rows(inImports(records, at))).toEqual(rows(inImports(records, [])));
      },
    ),
    { numRuns: runs(300) },
  );
});

test('the state holds no text of the conversation, since it is stored unredacted', () => {
  const texts = ['/home/ada/app', 'npm test', 'TODO', 'First', 'main'];
  for (const records of transcripts) {
    const parser = claudeCode.parser({ path, state: undefined });
    for (const [index, record] of records.entries()) {
      parser.read(record, { index });
      const state = JSON.stringify(parser.state());
      expect(texts.filter((text) => state.includes(text))).toEqual([]);
    }
  }
});

test('the state stays small when calls never get a result', () => {
  const parser = claudeCode.parser({ path, state: undefined });
  let events = 0;
  for (let index = 0; index < 1_000; index++) {
    const content = [{ type: 'tool_use', id: `toolu_${index}`, name: 'Bash', input: { command: 'x'.repeat(2_000) } }];
    const message = { id: `msg_${index}`, content, usage: { input_tokens: 1, output_tokens: 1 } };
    events += parser
      .read({ type: 'assistant', timestamp: '2026-03-02T09:00:00.000Z', sessionId: 's', message }, { index })
      .filter((one) => !isSkip(one)).length;
  }
  expect(JSON.stringify(parser.state()).length).toBeLessThan(100_000);
  // One session, and of the answers and calls all that are no longer held.
  expect(events).toBe(1 + 999 + 800);
  expect(parser.end().length).toBe(1 + 1 + 200);
});

/** Reads the records, beginning a new import before each of the indexes in `cuts`, with the state of the one before. */
function inImports(records: readonly unknown[], cuts: readonly number[]): Event[] {
  const events: Event[] = [];
  const take = (yielded: readonly Yielded[]): void => {
    for (const one of yielded) if (!isSkip(one)) events.push({ ...one });
  };
  let parser = claudeCode.parser({ path, state: undefined });
  for (const [index, record] of records.entries()) {
    if (cuts.includes(index)) {
      take(parser.end());
      const state: unknown = JSON.parse(JSON.stringify(parser.state()));
      parser = claudeCode.parser({ path, state });
    }
    take(parser.read(record, { index }));
  }
  take(parser.end());
  return events;
}

function rows(events: readonly Event[]): [string, unknown][] {
  return [...mergeEvents(events)].sort(([a], [b]) => (a < b ? -1 : 1));
}
