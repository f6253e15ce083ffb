import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { flaw } from '../../../src/event/validate.ts';
import opencode from '../../../src/sources/opencode.ts';
import { merged, readAll, recordsOf } from '../codex/reading.ts';
import { goldenOf } from '../golden.ts';

describe.each(['work', 'fork'])('the rows of %s', (name) => {
  const records = recordsOf(join(import.meta.dirname, name, 'input.jsonl'));
  const whole = readAll(opencode, 'opencode.db', { records });

  test('give the events that are written down', async () => {
    const text = goldenOf(whole);
    await expect(text).toMatchFileSnapshot(join(import.meta.dirname, name, 'events.json'));
  });

  test('give events that keep the contract', () => {
    expect(whole.events.map(flaw).filter((problem) => problem !== undefined)).toEqual([]);
  });

  test('give the same when they were read before, as far as they went then', () => {
    const expected = sorted(merged(whole.events));
    for (let end = 1; end < records.length; end++) {
      const before = readAll(opencode, 'opencode.db', { records: records.slice(0, end) }).events;
      expect(sorted(merged([...before, ...whole.events])), `after the first ${end} rows`).toEqual(expected);
    }
  });
});

function sorted(events: Record<string, unknown>[]): Record<string, unknown>[] {
  const key = (event: Record<string, unknown>): string => `${String(event['kind'])} ${String(event['id'])}`;
  return [...events].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
