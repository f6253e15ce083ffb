import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { flaw } from '../../../src/event/validate.ts';
import copilot from '../../../src/sources/copilot.ts';
import { recordsOf } from '../../conformance/read-tree.ts';
import { merged, readAll } from '../codex/reading.ts';
import { goldenOf } from '../golden.ts';

const path = 'session-state/c0b1107a-0000-4000-8000-000000000001/events.jsonl';

describe.each(['records', 'messages-only', 'totals'])('the event log %s', (name) => {
  const records = recordsOf(copilot, join(import.meta.dirname, name, 'input.jsonl'));
  const whole = readAll(copilot, path, { records });

  test('gives the events that are written down', async () => {
    const text = goldenOf(whole);
    await expect(text).toMatchFileSnapshot(join(import.meta.dirname, name, 'events.json'));
  });

  test('gives events that keep the contract', () => {
    expect(whole.events.map(flaw).filter((problem) => problem !== undefined)).toEqual([]);
  });

  test('gives the same wherever the import is broken off', () => {
    const expected = sorted(merged(whole.events));
    for (let cut = 1; cut < records.length; cut++) {
      const parts = readAll(copilot, path, { records, cuts: [cut] });
      expect(sorted(merged(parts.events)), `cut before record ${cut}`).toEqual(expected);
    }
    const pieces = readAll(copilot, path, { records, cuts: records.map((_, index) => index) });
    expect(sorted(merged(pieces.events))).toEqual(expected);
  });
});

function sorted(events: Record<string, unknown>[]): Record<string, unknown>[] {
  const key = (event: Record<string, unknown>): string => `${String(event['kind'])} ${String(event['id'])}`;
  return [...events].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
