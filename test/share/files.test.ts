/** Files that other tools left: redacted, under their own path; what is no text, too large or not a plain file is named and stays. */

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { makeRedactor } from '../../src/redaction/redact.ts';
import { filesToAdd, readSource } from '../../src/share/files.ts';
import { temporaryHome } from '../store/events.ts';
import { publishFrom, publishOn, tipOf } from './making.ts';

const SESSION = 'code-reviewer/sessions/20261120T101500-ab12/session.json';
const redactor = makeRedactor();

function sourceWith(files: Readonly<Record<string, string | Uint8Array>>): { folder: string; maxFileBytes: number } {
  const folder = temporaryHome().home;
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return { folder, maxFileBytes: 1000 };
}

test('A session of another tool leaves redacted, its layout and its JSON as they were', async () => {
  const secret = `gh${'p_'}${'a1B2c3D4'.repeat(5)}`;
  const text = `{\n  "tool": "code-reviewer",\n  "note": "used ${secret}",\n  "n": 1.50\n}\n`;
  const source = sourceWith({ [SESSION]: text });
  const { added, files } = await publishOn(new Map(), publishFrom(temporaryHome(), { source }));
  expect([...added.writes.keys()]).toEqual([SESSION]);
  const left = Buffer.from(files.get(SESSION) ?? []).toString();
  expect(left).not.toContain(secret);
  expect(left.replace(/used [^"]*/, `used ${secret}`)).toBe(text);
  expect(readFileSync(join(source.folder, SESSION), 'utf8')).toBe(text);
  expect((await publishOn(files, publishFrom(temporaryHome(), { source }))).added.writes.size).toBe(0);
});

test('Binaries, links, large and hidden files, and names that tell something stay here and are named', () => {
  const source = sourceWith({
    [SESSION]: '{}',
    'a/image.png': Buffer.from([137, 80, 0, 1]),
    'a/latin.txt': Buffer.from([0xe9, 0x20]),
    'a/large.log': 'x'.repeat(1001),
    'a/.env': 'X=1',
    'hindcast/v1/x.jsonl': '{}',
    'README.md': 'mine',
    [`a/gh${'p_'}${'a1B2c3D4'.repeat(5)}.json`]: '{}',
  });
  symlinkSync('/etc/passwd', join(source.folder, 'a', 'link.json'));
  const { files, notes } = readSource(source, redactor);
  expect([...files.keys()]).toEqual([SESSION]);
  for (const part of [
    'a/image.png stays here: it is no text',
    'a/latin.txt stays here: it is no text',
    'a/large.log stays here: it has 1001 bytes, and the limit is 1000',
    'a/.env stays here: it is hidden',
    'hindcast/v1/x.jsonl stays here',
    'README.md stays here',
    'a/link.json stays here: it is a link',
  ])
    expect(notes.join('\n')).toContain(part);
  expect(notes.length).toBe(8);
  expect(notes.join('\n')).not.toContain('a1B2c3D4');
});

test('What is on the branch with equal content is not even read; of two versions the longer one stays', async () => {
  const source = readSource(sourceWith({ [SESSION]: '{"n":1}' }), redactor);
  const there = Buffer.from('{"n":1}');
  const oid = createHash('sha1').update(`blob ${there.length}\0`).update(there).digest('hex');
  const unread = { files: new Map([[SESSION, { oid, bytes: 7 }]]), read: () => Promise.reject(new Error('read')) };
  expect((await filesToAdd(unread, source)).writes.size).toBe(0);
  expect((await filesToAdd(tipOf(new Map([[SESSION, Buffer.from('{"n":1,"m":2}')]])), source)).writes.size).toBe(0);
  expect((await filesToAdd(tipOf(new Map([[SESSION, Buffer.from('{}')]])), source)).bytes).toBe(7);
});

test('A folder that is not there holds nothing', () => {
  expect(readSource({ folder: '/no/such/folder', maxFileBytes: 1 }, redactor)).toEqual({ files: new Map(), notes: [] });
});
