/** Golden events: what the source yields for small transcripts in the shapes that the client writes. `vitest -u` rewrites them. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { flaw } from '../../../src/event/validate.ts';
import claudeCode from '../../../src/sources/claude-code.ts';
import { mergeEvents } from '../../conformance/merge.ts';
import { readTree } from '../../conformance/read-tree.ts';

const folders = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

describe.each(folders)('the transcript %s', (name) => {
  const folder = join(import.meta.dirname, name);
  const { events, skips } = readTree(claudeCode, folder);

  test('yields the recorded events', async () => {
    await expect(`${JSON.stringify({ events, skips }, null, 2)}\n`).toMatchFileSnapshot(join(folder, 'events.json'));
  });

  test('yields events that keep the contract', () => {
    expect(events.length).toBeGreaterThan(0);
    expect(events.map(flaw).filter((found) => found !== undefined)).toEqual([]);
  });

  test('yields the same rows when it is read twice', () => {
    expect([...mergeEvents([...events, ...readTree(claudeCode, folder).events])]).toEqual([...mergeEvents(events)]);
  });
});
