/** What is left out while reading must be what the parser never looks at: with it or without it, the events are the same. */

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { UNREAD } from '../../../src/sources/claude-code/unread.ts';
import { openParser } from '../../../src/sources/claude-code/parser.ts';
import type { Drop, Yielded } from '../../../src/sources/define.ts';
import { object } from '../../../src/sources/read.ts';

const suite = join(import.meta.dirname, '..', '..');
const files = readdirSync(suite, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.includes('claude-code') && path.endsWith('.jsonl'))
  .sort();

/** The value with every key that `drop` names at its place taken out, or, with `junk`, put there. */
function changed(value: unknown, drop: Drop, junk?: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => changed(item, drop, junk));
  const given = object(value);
  if (given === undefined) return value;
  const copy: Record<string, unknown> = { ...given };
  for (const [key, below] of Object.entries(drop)) {
    if (below !== true) {
      if (key in copy) copy[key] = changed(copy[key], below, junk);
    } else if (junk === undefined) delete copy[key];
    else copy[key] = junk;
  }
  return copy;
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
  expect(eventsOf(path, (record) => changed(record, UNREAD))).toEqual(whole);
  for (const junk of [
    'tool_use',
    true,
    7,
    { type: 'text', text: 'junk', usage: { input_tokens: 1 } },
    [{ text: 'junk' }],
  ])
    expect(eventsOf(path, (record) => changed(record, UNREAD, junk))).toEqual(whole);
});
