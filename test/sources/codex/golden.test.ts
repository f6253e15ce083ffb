import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { flaw } from '../../../src/event/validate.ts';
import codex from '../../../src/sources/codex.ts';
import { merged, readAll, recordsOf } from './reading.ts';

const here = import.meta.dirname;
const cases = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

describe.each(cases)('the rollout %s', (name) => {
  const path = '2026/rollout-2026-07-01T14-00-00-019f0000-0000-7000-8000-000000000000.jsonl';
  const records = recordsOf(join(here, name, 'input.jsonl'));
  const whole = readAll(codex, name === 'fork-0.137' ? path : 'x.jsonl', { records });

  test('gives the events that are written down', async () => {
    const lines = merged(whole.events).map((event) => JSON.stringify(event));
    const text = `{\n"skips": ${JSON.stringify(whole.skips)},\n"events": [\n${lines.join(',\n')}\n]}\n`;
    await expect(text).toMatchFileSnapshot(join(here, name, 'events.json'));
  });

  test('gives events that keep the contract', () => {
    expect(whole.events.map(flaw).filter((problem) => problem !== undefined)).toEqual([]);
  });

  test('gives the same wherever the import is broken off', () => {
    const expected = sorted(merged(whole.events));
    const file = name === 'fork-0.137' ? path : 'x.jsonl';
    for (let cut = 1; cut < records.length; cut++) {
      expect(sorted(merged(readAll(codex, file, { records, cuts: [cut] }).events)), `cut before record ${cut}`).toEqual(
        expected,
      );
    }
    expect(sorted(merged(readAll(codex, file, { records, cuts: records.map((_, index) => index) }).events))).toEqual(
      expected,
    );
  });
});

function sorted(events: Record<string, unknown>[]): Record<string, unknown>[] {
  return [...events].sort((a, b) =>
    `${String(a['kind'])} ${String(a['id'])}` < `${String(b['kind'])} ${String(b['id'])}` ? -1 : 1,
  );
}
