/** The five define functions: what they give, and what the compiler knows about it. The types are checked by `npm run types`. */

import { expect, expectTypeOf, test } from 'vitest';
import { defineAnalysis, type RowOf } from '../src/analyses/define.ts';
import { defineCommand } from '../src/cli/define.ts';
import { defineRule } from '../src/redaction/define.ts';
import { defineSink, type Facts } from '../src/sinks/define.ts';
import { defineSource } from '../src/sources/define.ts';
import type { RedactedEvent } from '../src/redaction/redacted.ts';

test('An analysis knows the types of its rows', () => {
  const analysis = defineAnalysis('kettles', {
    title: 'Kettles',
    question: 'Which kettles boil?',
    sql: '-- Which kettles boil?\nselect 1',
    params: { hot: { type: 'boolean', default: true, help: 'Only hot ones.' } },
    columns: {
      kettle: { type: 'text', title: 'Kettle' },
      boiled: { type: 'count', title: 'Boiled' },
      loud: { type: 'boolean', title: 'Loud' },
    },
    chart: { kind: 'bar', x: 'kettle', y: 'boiled' },
  });
  expect(analysis.id).toBe('kettles');
  expectTypeOf<RowOf<typeof analysis>>().toEqualTypeOf<{
    readonly kettle: string | null;
    readonly boiled: number | null;
    readonly loud: boolean | null;
  }>();
  expectTypeOf(analysis.params.hot.type).toEqualTypeOf<'boolean'>();
});

test('A sink is handed only what was redacted', () => {
  const sink = defineSink('nowhere', {
    title: 'Nowhere',
    summary: 'Takes events and forgets them.',
    cannotHold: 'Anything.',
    name: 'nowhere.txt',
    makes: 'text',
    async *pieces({ facts }) {
      for await (const events of facts.events(['call'])) yield String(events.length);
    },
  });
  expect(sink).toMatchObject({ id: 'nowhere', makes: 'text' });
  expectTypeOf<Facts['events']>().returns.toExtend<AsyncIterable<readonly RedactedEvent[]>>();
});

test('A source, a rule and a command carry the id they were given', () => {
  const source = defineSource('kettle', {
    title: 'Kettle',
    summary: 'Reads what kettles say.',
    version: 1,
    files: { roots: [{ path: '~/.kettle' }], match: '*.jsonl', format: 'jsonl', keep: { text: 10 } },
    parser: () => ({ read: () => [], end: () => [], state: () => null }),
  });
  const rule = defineRule('steam', {
    title: 'Steam',
    kind: 'secret',
    keywords: ['steam'],
    find() {},
    redacts: [],
    keeps: [],
  });
  const command = defineCommand('boil', { summary: 'Boils.', examples: [], run: async () => 0 });
  expect([source.id, rule.id, command.name]).toEqual(['kettle', 'steam', 'boil']);
  expectTypeOf(source.parser).returns.toHaveProperty('read');
  expectTypeOf(command.run).returns.resolves.toEqualTypeOf<number>();
});
