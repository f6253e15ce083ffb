/**
 * What is left out while reading must be what the parser never looks at: with it or without it, the events are the same. Of a text of which
 * the size stays it looks at the first character at most.
 */

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { UNREAD } from '../../../src/sources/claude-code/unread.ts';
import { openParser } from '../../../src/sources/claude-code/parser.ts';
import type { Drop, Yielded } from '../../../src/sources/define.ts';
import { object, sizeOf } from '../../../src/sources/read.ts';

const suite = join(import.meta.dirname, '..', '..');
const files = readdirSync(suite, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.includes('claude-code') && path.endsWith('.jsonl'))
  .sort();

type How = { readonly junk?: unknown; readonly isWanted: boolean };

/**
 * The value with every key that `drop` names at its place taken out, or, with `junk`, put there; of the texts whose size is wanted only that,
 * but in a record that is wanted, in which the reader keeps more.
 */
function changed(value: unknown, drop: Drop, how: How): unknown {
  if (Array.isArray(value)) return value.map((item) => changed(item, drop, how));
  const given = object(value);
  if (given === undefined) return value;
  const copy: Record<string, unknown> = { ...given };
  for (const [key, below] of Object.entries(drop)) {
    if (below !== true) {
      if (key in copy) copy[key] = below === 'size' ? sizesOf(copy[key], how) : changed(copy[key], below, how);
    } else if (how.junk === undefined) delete copy[key];
    else copy[key] = how.junk;
  }
  return copy;
}

/** Texts, and those of a list, as the reader cuts them, however short they are. */
function sizesOf(value: unknown, how: How): unknown {
  if (how.isWanted) return value;
  if (Array.isArray(value)) return value.map((item) => (typeof item === 'string' ? sizesOf(item, how) : item));
  return typeof value === 'string' && value !== '' ? `${value.slice(0, 1)}\0${sizeOf(value)}\0` : value;
}

function isWanted(record: unknown): boolean {
  return JSON.stringify(record)?.includes('"is_error":true') === true;
}

function eventsOf(path: string, change: (record: unknown) => unknown): readonly Yielded[] {
  const parser = openParser({ path, state: undefined });
  const records = readFileSync(join(suite, path), 'utf8').split('\n').flatMap(parsed);
  const yielded = records.flatMap((record, index) => parser.read(change(record), { index }));
  return structuredClone([...yielded, ...parser.end(), parser.state()]) as readonly Yielded[];
}

function parsed(line: string): readonly unknown[] {
  try {
    return [JSON.parse(line)];
  } catch (error) {
    expect(error).toBeInstanceOf(SyntaxError);
    return [];
  }
}

test.each(files)('What is left out changes no event of %s', (path) => {
  const whole = eventsOf(path, (record) => record);
  expect(eventsOf(path, (record) => changed(record, UNREAD, { isWanted: isWanted(record) }))).toEqual(whole);
  for (const junk of [
    'tool_use',
    true,
    7,
    { type: 'text', text: 'junk', usage: { input_tokens: 1 } },
    [{ text: 'junk' }],
  ])
    expect(eventsOf(path, (record) => changed(record, UNREAD, { junk, isWanted: isWanted(record) }))).toEqual(whole);
});
