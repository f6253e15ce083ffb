/** The manifest of what was read. */

import { appendFileSync, existsSync, readFileSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadManifest, type Manifest, type ManifestEntry } from '../../src/store/manifest.ts';
import { temporaryHome } from './events.ts';
import { runs } from '../runs.ts';

const entry: fc.Arbitrary<ManifestEntry> = fc.record({
  version: fc.nat(),
  size: fc.nat(),
  mtime_ms: fc.double({ min: 0, max: 4e12, noNaN: true, noDefaultInfinity: true }).map((ms) => ms || 0),
  inode: fc.maxSafeNat(),
  offset: fc.nat(),
  tail: fc.stringMatching(/^[0-9a-f]{0,8}$/),
  head: fc.stringMatching(/^[0-9a-f]{0,8}$/),
  index: fc.nat(),
  state: fc.oneof(
    fc.constant(''),
    fc.jsonValue().map((value) => JSON.stringify(value)),
  ),
});
const path = fc.string({ unit: 'binary' }).map((name) => `/${name}`);
const ENTRY: ManifestEntry = {
  version: 1,
  size: 2,
  mtime_ms: 3.5,
  inode: 4,
  offset: 2,
  tail: 't',
  head: 'h',
  index: 1,
  state: '{"a":"é"}',
};

function save(manifest: Manifest): void {
  manifest.seal()();
}

test('What is saved is loaded again, whatever was saved before and however often the file was written anew.', () => {
  const places = temporaryHome();
  const newest = new Map<string, ManifestEntry>();
  fc.assert(
    fc.property(fc.array(fc.tuple(path, entry), { maxLength: 20 }), fc.boolean(), (files, isGone) => {
      const manifest = loadManifest(places);
      for (const [file, read] of files) {
        manifest.remember('codex', file, read);
        newest.set(file, read);
        expect(manifest.entry('codex', file)).toEqual(read);
      }
      save(manifest);
      const [gone] = [...newest.keys()];
      if (isGone && gone !== undefined) manifest.markGone('codex', gone);
      save(manifest);
      const loaded = loadManifest(places);
      for (const [file, read] of newest) {
        expect(loaded.entry('codex', file)).toEqual(read);
        expect(manifest.entry('codex', file)).toEqual(read);
        expect(loaded.known('codex', file)).toMatchObject({ version: read.version, mtime_ms: read.mtime_ms });
        expect(loaded.known('codex', file)?.gone).toBe(manifest.known('codex', file)?.gone);
      }
      expect(loaded.paths('claude-code')).toEqual([]);
    }),
    { numRuns: runs(50) },
  );
});

test('No manifest, a damaged one and one of another version are an empty one, and are written anew.', () => {
  const places = temporaryHome();
  expect(loadManifest(places).paths('a')).toEqual([]);
  save(loadManifest(places));
  expect(existsSync(places.manifest)).toBe(false);
  for (const content of [
    '',
    '{"version":1,"entr',
    '[]',
    '{"version":1,"entries":{"a:/b":{"size":1}}}',
    '{"version":77}\n["a","/b",1,2,3,4]\t[1,1,"",""]\t\n',
    '{"version":3}\n["a","/b",1,"x",3,4]\t[1,1,"",""]\t\n',
    '{"version":3}\n["a","/b",1\n{}\nnull\n["a","/b"]\n',
  ]) {
    writeFileSync(places.manifest, content);
    const manifest = loadManifest(places);
    expect(manifest.known('a', '/b')).toBeUndefined();
    manifest.remember('a', '/c', ENTRY);
    save(manifest);
    expect(loadManifest(places).entry('a', '/c')).toEqual(ENTRY);
  }
});

test('A line that was cut off by a crash costs its file only, and not the line that is appended after it.', () => {
  const places = temporaryHome();
  const manifest = loadManifest(places);
  for (const file of ['/a', '/b']) manifest.remember('a', file, ENTRY);
  save(manifest);
  truncateSync(places.manifest, statSync(places.manifest).size - 40);
  const later = loadManifest(places);
  expect(later.paths('a')).toEqual(['/a']);
  later.remember('a', '/c', ENTRY);
  save(later);
  expect(loadManifest(places).paths('a')).toEqual(['/a', '/c']);
  expect(loadManifest(places).entry('a', '/c')).toEqual(ENTRY);
  expect(later.entry('a', '/c')).toEqual(ENTRY);
});

test('A place that cannot be read makes the file be read from its start.', () => {
  const places = temporaryHome();
  writeFileSync(places.manifest, '{"version":3}\n["a","/b",1,2,3,4]\t[1,"x"]\t\n');
  expect(loadManifest(places).known('a', '/b')).toMatchObject({ version: 1, size: 2, mtime_ms: 3, inode: 4 });
  expect(loadManifest(places).entry('a', '/b')).toBeUndefined();
});

test('A change of one file is appended, and lines that are superseded do not gather forever.', () => {
  const places = temporaryHome();
  const manifest = loadManifest(places);
  manifest.remember('a', '/b', ENTRY);
  save(manifest);
  const before = readFileSync(places.manifest, 'utf8');
  manifest.remember('a', '/b', { ...ENTRY, size: 3 });
  save(manifest);
  expect(readFileSync(places.manifest, 'utf8').startsWith(before)).toBe(true);
  for (let size = 0; size < 100; size++) {
    manifest.remember('a', '/b', { ...ENTRY, size, state: JSON.stringify('x'.repeat(10_000)) });
    save(manifest);
  }
  expect(statSync(places.manifest).size).toBeLessThan(400_000);
  expect(loadManifest(places).entry('a', '/b')).toMatchObject({ size: 99 });
});

test('What a parser knew of its file is on the disk and not in memory: any line is read where it stands.', () => {
  const places = temporaryHome();
  const manifest = loadManifest(places);
  manifest.remember('a', '/b', ENTRY);
  save(manifest);
  expect(manifest.waiting()).toBe(0);
  const known = manifest.known('a', '/b') ?? {};
  expect(Object.values(known).every((value) => typeof value !== 'string' && typeof value !== 'object')).toBe(true);
  const text = readFileSync(places.manifest, 'utf8').replace('"é"', '"è"');
  writeFileSync(places.manifest, text);
  expect(manifest.entry('a', '/b')?.state).toBe('{"a":"è"}');
  appendFileSync(places.manifest, 'and more');
  expect(manifest.entry('a', '/b')?.state).toBe('{"a":"è"}');
});

test('Saving leaves one file that only its owner can read', () => {
  const places = temporaryHome();
  const manifest = loadManifest(places);
  for (const file of ['/a', '/b']) {
    manifest.remember('a', file, ENTRY);
    save(manifest);
  }
  expect(readdirSync(places.home)).toEqual(['import.json']);
  expect(statSync(places.manifest).mode & 0o777).toBe(0o600);
});
