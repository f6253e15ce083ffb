/** The views hold every field of their kind, and are cheap and readable where a query needs little. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine/define.ts';
import schema from '../../src/engine/schema.sql';
import { KINDS, fieldsOf } from '../../src/event/schema.ts';
import { isKind } from '../../src/event/validate.ts';
import { COMMAND_TOOLS } from '../../src/sources/failure.ts';
import { engineOf } from './event-table.ts';

let engine: Engine;
beforeAll(
  async () =>
    void (engine = await engineOf([
      { kind: 'call', tool: 'Bash' },
      { kind: 'call', tool: 'Bash', outcome: 'denied' },
    ])),
);
afterAll(() => engine.close());

describe.each(Object.keys(KINDS).filter(isKind))('The view %s', (kind) => {
  test('has every field that an event of the kind may carry, under its own name.', async () => {
    const columns = (await engine.sql(`describe ${kind}`)).rows.map(([name]) => name);
    // `v` and `kind` say nothing here; the id and the instant have a name that tells of what.
    const expected = fieldsOf(kind).filter((field) => !['v', 'kind', 'id', 'at'].includes(field));
    expect(columns).toEqual(
      expect.arrayContaining([...expected, 'started_at', kind === 'session' ? 'event_id' : `${kind}_id`]),
    );
    expect(new Set(columns).size).toBe(columns.length);
  });
});

test('A call without an outcome is unknown, not absent.', async () => {
  expect((await engine.sql('select outcome from call order by 1')).rows).toEqual([['denied'], ['unknown']]);
});

test('A tool has one kind, so that asking for it doubles no call.', async () => {
  const { rows } = await engine.sql('select tool, count(*), min(kind) from tool_kind group by tool order by tool');
  expect(rows.filter(([, times]) => times !== 1)).toEqual([]);
  expect([...new Set(rows.map(([, , kind]) => kind))].toSorted()).toEqual([
    'edit',
    'fetch',
    'patch',
    'read',
    'search',
    'write',
  ]);
  for (const tool of COMMAND_TOOLS) expect(rows.map(([name]) => name)).not.toContain(tool);
});

test('No view unpacks JSON or uses what only one engine has.', () => {
  expect(schema).not.toMatch(/->|json|::|\bqualify\b|\bround\(|\bexclude\b/);
});
