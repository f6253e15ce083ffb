/** Folders as they are in real life: links, loops, folders that are named like files, and a great many files. */

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { findFiles, walkFolder } from '../../src/doors/find.ts';
import { compileGlob } from '../../src/doors/glob.ts';
import { environmentOf, notes } from './notes.ts';

function folderWith(files: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-find-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), '{}\n');
  }
  return folder;
}

const below = (root: string, match: string): string[] => walkFolder(root, match).files.map((file) => file.below);

test('A star stands for a part of a name, two stars for any number of folders.', () => {
  const root = folderWith(['a.jsonl', 'x/b.jsonl', 'x/y/c.jsonl', 'x/y/c.json', 'z/rollout-1.jsonl']);
  expect(below(root, '**/*.jsonl')).toEqual(['a.jsonl', 'x/b.jsonl', 'x/y/c.jsonl', 'z/rollout-1.jsonl']);
  expect(below(root, '*.jsonl')).toEqual(['a.jsonl']);
  expect(below(root, '*/*.jsonl')).toEqual(['x/b.jsonl', 'z/rollout-1.jsonl']);
  expect(below(root, '**/rollout-*.jsonl')).toEqual(['z/rollout-1.jsonl']);
  expect(below(root, 'x/**/*.jsonl')).toEqual(['x/b.jsonl', 'x/y/c.jsonl']);
  expect(below(root, 'x/**')).toEqual(['x/b.jsonl', 'x/y/c.json', 'x/y/c.jsonl']);
});

test('A glob answers for whole paths as it does when walking.', () => {
  const glob = compileGlob('projects/**/*-a*.jsonl');
  expect(['projects/x-a1.jsonl', 'projects/p/q/-a.jsonl'].every((path) => glob.test(path))).toBe(true);
  expect(
    ['x-a.jsonl', 'projects/x.jsonl', 'projects/x-a.jsonl/y', 'other/x-a.jsonl'].some((path) => glob.test(path)),
  ).toBe(false);
});

test('A loop of links is not walked, and a link to a file is counted, not read.', () => {
  const root = folderWith(['x/a.jsonl']);
  symlinkSync('..', join(root, 'x', 'loop'));
  symlinkSync(join(root, 'x', 'a.jsonl'), join(root, 'x', 'b.jsonl'));
  symlinkSync('/nowhere/at/all.jsonl', join(root, 'x', 'c.jsonl'));
  expect(walkFolder(root, '**/*.jsonl')).toMatchObject({ files: [{ below: 'x/a.jsonl' }], skips: { 'not-a-file': 2 } });
});

test('Braces stand for either, also across folders, and each file is found once.', () => {
  const root = folderWith([
    'a.db',
    'deep/er/ses_1.json',
    'deep/er/x.json',
    's/a.jsonl',
    's/t/b.jsonl.zst',
    's/c.jsonl.zst.bak',
  ]);
  expect(below(root, '{*.db,deep/*/ses_*.json}')).toEqual(['a.db', 'deep/er/ses_1.json']);
  expect(below(root, '*/**/*.{jsonl,jsonl.zst}')).toEqual(['s/a.jsonl', 's/t/b.jsonl.zst']);
  const glob = compileGlob('{*.db,deep/*/ses_*.json}');
  expect(['a.db', 'deep/x/ses_1.json', 'deep/a.db', 'x/ses_1.json'].map((path) => glob.test(path))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test('A link to a folder elsewhere is followed directly below the root, and nowhere else.', () => {
  const elsewhere = folderWith(['2026/a.jsonl']);
  const root = folderWith(['archive/b.jsonl']);
  symlinkSync(elsewhere, join(root, 'sessions'));
  symlinkSync(elsewhere, join(root, 'archive', 'again'));
  symlinkSync(join(elsewhere, '2026'), join(root, 'year'));
  symlinkSync('.', join(root, 'self'));
  symlinkSync('..', join(root, 'above'));
  symlinkSync('archive', join(root, 'inside'));
  symlinkSync('/nowhere/at/all', join(root, 'gone'));
  symlinkSync(root, join(elsewhere, '2026', 'back'));
  expect(below(root, '**/*.jsonl')).toEqual(['archive/b.jsonl', 'sessions/2026/a.jsonl']);
});

test('The root itself, and a folder that the glob names, may be links.', () => {
  const real = folderWith(['p/a.jsonl']);
  const root = folderWith([]);
  symlinkSync(real, join(root, 'projects'));
  expect(below(root, 'projects/**/*.jsonl')).toEqual(['projects/p/a.jsonl']);
  expect(below(join(root, 'projects'), '**/*.jsonl')).toEqual(['p/a.jsonl']);
});

test('A folder that is named like a file is counted, and its files are found.', () => {
  const root = folderWith(['x.jsonl/a.jsonl']);
  expect(walkFolder(root, '**/*.jsonl')).toMatchObject({
    files: [{ below: 'x.jsonl/a.jsonl' }],
    skips: { 'not-a-file': 1 },
  });
});

test('Thousands of small files are found once each, in the order of their paths.', () => {
  const names = Array.from({ length: 3000 }, (_, index) => `d${index % 30}/${String(index).padStart(5, '0')}.jsonl`);
  const paths = walkFolder(folderWith(names), '**/*.jsonl').files.map(({ path }) => path);
  expect(new Set(paths).size).toBe(3000);
  expect(paths).toEqual([...paths].sort());
});

test('The variable of a root decides when it is set; a root that does not exist holds nothing.', () => {
  const folder = folderWith(['home/.notes/a.jsonl', 'other/b.jsonl']);
  const find = (variables: Record<string, string>) => findFiles(notes, environmentOf(folder, variables));
  expect(find({}).files.map((file) => file.below)).toEqual(['a.jsonl']);
  expect(find({ NOTES: join(folder, 'other') }).files.map((file) => file.below)).toEqual(['b.jsonl']);
  expect(find({ NOTES: 'other' }).files.map((file) => file.below)).toEqual(['b.jsonl']);
  expect(find({ NOTES: join(folder, 'nowhere') })).toEqual({ roots: [], files: [], skips: {} });
});
