import { closeSync, fstatSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readRecords } from '../../../src/doors/records.ts';
import codex from '../../../src/sources/codex.ts';
import { merged, readAll, recordsOf } from './reading.ts';

describe.each(['events-0.125', 'records-0.169', 'text-only-0.141', 'shell-0.34', 'fork-0.137', 'subagent-0.125'])(
  'the rollout %s',
  (name) => {
    test('says the same when the reader has cut its long texts', () => {
      const path = join(import.meta.dirname, name, 'input.jsonl');
      const file = openSync(path, 'r');
      const records: unknown[] = [];
      readRecords({ descriptor: file, size: fstatSync(file).size, offset: 0, index: 0 }, codex.files, {
        record: (value) => records.push(value),
        skip: () => undefined,
      });
      closeSync(file);
      expect(merged(readAll(codex, 'x.jsonl', { records }).events)).toEqual(
        merged(readAll(codex, 'x.jsonl', { records: recordsOf(path) }).events),
      );
    });
  },
);
