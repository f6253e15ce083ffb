import { expect, test } from 'vitest';
import { auditOf } from '../../src/share/audit.ts';
import { readLines } from '../../src/share/decode.ts';
import { encodeForget } from '../../src/share/forget.ts';
import { encodeFacts, encodeHeader, toBytes } from '../../src/share/shard.ts';
import type { EventOf } from '../../src/event/schema.ts';
import { call } from '../store/events.ts';
import { factOf } from './making.ts';

function shard(developer: string, calls: readonly Partial<EventOf<'call'>>[], more: readonly string[] = []) {
  const facts = calls.map((fields, index) => factOf(call(`${developer}${index}`, fields)));
  const header = encodeHeader({
    writer: `${developer}aaaaaaa`,
    developer,
    repo: 'github.com/acme/shop',
    month: '2026-03',
    share: 'metrics',
  });
  return readLines(toBytes([header, ...encodeFacts(facts), ...more]));
}

test('An audit tells what was done when, and what only this developer has', () => {
  const me = shard('ann', [
    { tool: 'Bash', model: 'gpt-5' },
    { tool: 'mcp__own__thing', at: '2026-03-07T23:30:00.000Z' },
    { tool: 'mcp__own__thing' },
  ]);
  const other = shard('bob', [{ tool: 'Bash' }, { tool: 'Read' }]);
  const audit = auditOf([me, other, me], 'ann');
  expect(audit).toMatchObject({
    writers: ['annaaaaaaa'],
    repos: ['github.com/acme/shop'],
    developers: 2,
    events: { call: 3 },
    days: { count: 2, first: '2026-03-05', last: '2026-03-07' },
    agents: [{ value: 'claude-code', count: 3 }],
    models: [{ value: 'gpt-5', count: 1 }],
    texts: 0,
    only: [
      { field: 'tool', value: 'mcp__own__thing', count: 2 },
      { field: 'model', value: 'gpt-5', count: 1 },
    ],
    recognisable: { rows: 3, share: 1 },
  });
  expect([audit.hours[12], audit.hours[23]]).toEqual([2, 1]);
});

test('What was taken back is told no more, and of somebody unknown there is nothing to tell', () => {
  const taken = shard('ann', [{ tool: 'Bash' }], [encodeForget({ after: 0, before: null })]);
  expect(auditOf([taken], 'ann').events).toEqual({});
  expect(auditOf([taken], 'zoe')).toMatchObject({ writers: [], events: {}, recognisable: { rows: 0, share: 0 } });
});
