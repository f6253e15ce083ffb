/** The manifest of what was read. */

import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadManifest, saveManifest, type ManifestEntry } from '../../src/store/manifest.ts';
import { temporaryHome } from './events.ts';

const entry: fc.Arbitrary<ManifestEntry> = fc.record(
  {
    version: fc.nat(),
    size: fc.nat(),
    mtime_ms: fc.double({ min: 0, max: 4e12, noNaN: true, noDefaultInfinity: true }).map((ms) => ms || 0),
    inode: fc.maxSafeNat(),
    offset: fc.nat(),
    tail: fc.string({ maxLength: 8 }),
    head: fc.string({ maxLength: 8 }),
    index: fc.nat(),
    state: fc.oneof(fc.constant(''), fc.json()),
    gone: fc.constant(true as const),
  },
  { requiredKeys: ['version', 'size', 'mtime_ms', 'inode', 'offset', 'tail', 'head', 'index', 'state'] },
);

test('What is saved is loaded again', () => {
  const places = temporaryHome();
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.string().map((path) => `codex:/${path}`),
        entry,
        { noNullPrototype: true },
      ),
      (entries) => {
        saveManifest(places, { entries });
        expect(loadManifest(places).entries).toEqual(JSON.parse(JSON.stringify(entries)));
      },
    ),
    { numRuns: 50 },
  );
});

test('No manifest, a damaged one and one of another version are an empty one', () => {
  const places = temporaryHome();
  expect(loadManifest(places)).toEqual({ entries: {} });
  expect(existsSync(places.manifest)).toBe(false);
  for (const content of [
    '',
    '{"version":1,"entr',
    '[]',
    '{"version":1,"entries":{"a:/b":{"size":1}}}',
    '{"version":77}\n["a:/b",{}]\n',
    '{"version":2}\n["a:/b",{"size":"x"}]\n',
    '{"version":2}\n["a:/b",{"siz\n{}\nnull\n',
  ]) {
    writeFileSync(places.manifest, content);
    expect(loadManifest(places)).toEqual({ entries: {} });
  }
});

test('Saving leaves one file that only its owner can read', () => {
  const places = temporaryHome();
  saveManifest(places, { entries: {} });
  saveManifest(places, { entries: {} });
  expect(readdirSync(places.home)).toEqual(['import.json']);
  expect(statSync(places.manifest).mode & 0o777).toBe(0o600);
});
