/** A place gets the whole export or nothing, whatever goes wrong on the way. */

import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { places } from '../../src/config/home.ts';
import { defineSink, type SinkFile } from '../../src/sinks/define.ts';
import { openFacts } from '../../src/sinks/facts.ts';
import { handOnTo, type HandedOn } from '../../src/sinks/hand-on.ts';
import { openPlace } from '../../src/sinks/place.ts';

const SAID = { title: 'T', summary: 'S.', cannotHold: 'C.', name: 'x' } as const;

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'hindcast-hand-on-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** Hands on what these pieces are, from an empty log. */
async function handOn(path: string, pieces: () => AsyncIterable<string>): Promise<HandedOn> {
  const facts = await openFacts(places(join(path, '..', 'home')), {});
  onTestFinished(facts.close);
  const sink = defineSink('x', { ...SAID, makes: 'text', pieces });
  return handOnTo(openPlace(path, { makes: 'file', name: 'x', force: true }), sink, {
    facts,
    options: {},
    now: new Date(),
    onProgress: () => undefined,
    atEnd: () => undefined,
  });
}

test('The final name holds the old file until the new one is whole', async () => {
  const path = join(folder(), 'out.jsonl');
  writeFileSync(path, 'old');
  const done = await handOn(path, async function* () {
    // More than is kept in memory.
    yield 'x'.repeat(3_000_000);
    expect(readFileSync(path, 'utf8')).toBe('old');
    yield '\n';
  });
  expect(done).toMatchObject({ files: 1, bytes: 3_000_001 });
  expect(readFileSync(path).length).toBe(3_000_001);
});

test('When it breaks off in the middle, nothing new is there', async () => {
  const path = join(folder(), 'out.jsonl');
  const broken = handOn(path, async function* () {
    yield 'x'.repeat(3_000_000);
    throw new TypeError('broken');
  });
  await expect(broken).rejects.toThrow('broken');
  expect(readdirSync(join(path, '..'))).toEqual([]);
});

test('A folder appears with all its files at once', async () => {
  const path = join(folder(), 'out');
  const facts = await openFacts(places(join(path, '..', 'home')), {});
  onTestFinished(facts.close);
  const sink = defineSink('x', {
    ...SAID,
    makes: 'folder',
    async *files(): AsyncGenerator<SinkFile> {
      yield { path: 'a/b.txt', pieces: ['1', '2'] };
      expect(existsSync(path)).toBe(false);
      yield { path: 'c.txt', pieces: [] };
    },
  });
  const given = { facts, options: {}, now: new Date(), onProgress: () => undefined, atEnd: () => undefined };
  const done = await handOnTo(openPlace(path, { makes: 'folder', name: 'x', force: false }), sink, given);
  expect(done).toEqual({ events: 0, left_out: {}, files: 2, bytes: 2 });
  expect(readdirSync(path, { recursive: true, encoding: 'utf8' }).toSorted()).toEqual([
    'a',
    join('a', 'b.txt'),
    'c.txt',
  ]);
});
