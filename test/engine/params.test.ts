/** Named parameters: what is replaced, what is left alone, what is refused. */

import { expect, test } from 'vitest';
import { COMMON_PARAMS, type Analysis } from '../../src/analyses/define.ts';
import tools from '../../src/analyses/tools.ts';
import sessions from '../../src/analyses/sessions.ts';
import { AppError } from '../../src/errors.ts';
import { bindParams, compile, type ParamValues } from '../../src/engine/params.ts';
import { engineOf } from './event-table.ts';

const ONE = { name: { type: 'text', default: null, help: '' }, n: { type: 'integer', default: 1, help: '' } } as const;

function refusalOf(analysis: Analysis, given: ParamValues): AppError {
  try {
    bindParams(analysis, given);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('was accepted');
}

test('A parameter becomes a cast of its type and is bound once, however often it is used.', () => {
  expect(compile('select :name, :n, :name', ONE, { name: 'x', n: 3 })).toEqual({
    sql: 'select cast($1 as text), cast($2 as bigint), cast($1 as text)',
    params: ['x', 3],
  });
});

test('A parameter without a value is a constant null of its type.', () => {
  expect(compile('(:name is null or a = :name)', ONE, { name: null, n: 1 })).toEqual({
    sql: '(cast(null as text) is null or a = cast(null as text))',
    params: [],
  });
});

test('Colons in literals, names, comments, casts and dollar quotes mean nothing, and unknown names stay.', () => {
  const sql = `select ':name', 'it''s :n', ":name", x::name, $$ :n $$, $q$ :name $q$, a[1:n2], :other -- :name\n/* :n\n :name */ from t`;
  expect(compile(sql, ONE, { name: 'x', n: 1 })).toEqual({ sql, params: [] });
});

test('A text never becomes part of the SQL.', async () => {
  const engine = await engineOf([
    { kind: 'call', tool: 'Bash', repo: `x' or '1'='1`, outcome: 'ok' },
    { kind: 'call', tool: 'Read', outcome: 'ok' },
  ]);
  const { rows } = await engine.run(tools, { repo: `x' or '1'='1` });
  expect(rows.map((row) => row['tool'])).toEqual(['Bash']);
  await engine.close();
});

test('Defaults are filled in and instants are brought into UTC.', () => {
  const bound = bindParams(sessions, { since: '2026-11-01T00:00:00+01:00' });
  expect(bound).toEqual({
    since: '2026-10-31T23:00:00.000Z',
    until: null,
    repo: null,
    agent: null,
    session: null,
    tz: 'UTC',
    limit: 50,
  });
  expect(Object.keys(bound)).toEqual([...Object.keys(COMMON_PARAMS), 'limit']);
});

test('An unknown parameter is refused with the nearest name.', () => {
  expect(refusalOf(tools, { sicne: '2026-01-01' })).toMatchObject({
    code: 'analysis/bad-param',
    hint: 'Did you mean "since"?',
  });
});

test.each([
  ['since', 'yesterday-ish'],
  ['since', 5],
  ['limit', 1.5],
  ['limit', -1],
  ['limit', '10'],
  ['repo', true],
  ['repo', 'a\0b'],
  ['tz', 'Mars/Olympus'],
  ['tz', '+05:30'],
  ['tz', ''],
])('The value of %s that is %j is refused.', (name, value) => {
  expect(refusalOf(sessions, { [name]: value })).toMatchObject({ code: 'analysis/bad-param' });
});
