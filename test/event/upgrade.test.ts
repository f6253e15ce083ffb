/** Lines that an earlier version wrote read as events of today; those of a later version are refused, not guessed. */

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { SCHEMA_VERSION } from '../../src/event/schema.ts';
import { upgrade } from '../../src/event/upgrade.ts';
import { flaw } from '../../src/event/validate.ts';
import { anyEvent } from './any-event.ts';

const stored = readFileSync(new URL('version-1.ndjson', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');

test.each(stored)('A line of version 1 reads as an event of today: %s', (line) => {
  const event = upgrade(JSON.parse(line));
  expect(flaw(event)).toBeUndefined();
  expect(event['v']).toBe(SCHEMA_VERSION);
});

test('Version 1 named one observer and counted cache writes without their duration', () => {
  const answer = upgrade(JSON.parse(stored[1] ?? ''));
  expect(answer).toMatchObject({ observers: 'transcript', cache_write_5m_tokens: 2048, input_tokens: 12 });
  expect(answer).not.toHaveProperty('observer');
  expect(answer).not.toHaveProperty('cache_write_tokens');
});

test('An event of today passes unchanged', () => {
  fc.assert(
    fc.property(anyEvent, (event) => {
      const today = { ...event, v: SCHEMA_VERSION };
      expect(upgrade(today)).toBe(today);
    }),
  );
});

test('An event of a later version is refused with what to do', () => {
  const read = () => upgrade({ v: SCHEMA_VERSION + 1, kind: 'call' });
  expect(read).toThrow(AppError);
  expect(read).toThrow(/schema version/);
});
