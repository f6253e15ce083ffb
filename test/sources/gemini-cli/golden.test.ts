import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { flaw } from '../../../src/event/validate.ts';
import geminiCli from '../../../src/sources/gemini-cli.ts';
import { recordsOf } from '../../conformance/read-tree.ts';
import { merged, readAll } from '../codex/reading.ts';
import { goldenOf } from '../golden.ts';

/** Where each file lies below the root of the source. */
const cases: Readonly<Record<string, string>> = {
  chat: 'kettle/chats/session-2026-05-01T09-00-6e316e00.jsonl',
  subagent: 'kettle/chats/6e316e00-0000-4000-8000-000000000001/a6e00000-0000-4000-8000-000000000002.jsonl',
  'old-document': 'cdcd/chats/session-2026-05-01T09-00-01d00000.json',
  rewritten: 'kettle/chats/session-2026-05-01T09-00-6e316e00.jsonl',
};

describe.each(Object.entries(cases))('the chat file %s', (name, path) => {
  const records = recordsOf(geminiCli, join(import.meta.dirname, name, 'input.jsonl'));
  const whole = readAll(geminiCli, path, { records });

  test('gives the events that are written down', async () => {
    const text = goldenOf(whole);
    await expect(text).toMatchFileSnapshot(join(import.meta.dirname, name, 'events.json'));
  });

  test('gives events that keep the contract', () => {
    expect(whole.events.map(flaw).filter((problem) => problem !== undefined)).toEqual([]);
  });

  test('gives the same wherever the import is broken off', () => {
    const expected = merged(whole.events);
    for (let cut = 1; cut < records.length; cut++) {
      const parts = readAll(geminiCli, path, { records, cuts: [cut] });
      expect(merged(parts.events), `cut before record ${cut}`).toEqual(expected);
    }
    const pieces = readAll(geminiCli, path, { records, cuts: records.map((_, index) => index) });
    expect(merged(pieces.events)).toEqual(expected);
  });
});
