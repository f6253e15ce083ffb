import { expect, test } from 'vitest';
import codex from '../../../src/sources/codex.ts';
import { merged, readAll } from './reading.ts';

const START = Date.parse('2026-05-01T09:00:00.000Z');

function line(ms: number, type: string, payload: Record<string, unknown>): unknown {
  return { timestamp: new Date(START + ms).toISOString(), type, payload };
}

function meta(id: string, more: Record<string, unknown> = {}): unknown {
  return line(0, 'session_meta', {
    id,
    timestamp: new Date(START).toISOString(),
    cwd: '/a',
    cli_version: '0.130.0',
    ...more,
  });
}

function total(ms: number, input: number, last: number): unknown {
  const usage = (tokens: number): Record<string, number> => ({ input_tokens: tokens, output_tokens: tokens / 10 });
  return line(ms, 'event_msg', {
    type: 'token_count',
    info: { total_token_usage: usage(input), last_token_usage: usage(last) },
  });
}

function inputs(records: readonly unknown[]): unknown[] {
  const events = merged(readAll(codex, 'x.jsonl', { records }).events);
  return events.filter((event) => event['kind'] === 'answer').map((event) => event['input_tokens']);
}

/** A UUID of version 7 that was made so many milliseconds after the start. */
function madeAt(ms: number, number: number): string {
  const time = (START + ms).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${String(number).padStart(12, '0')}`;
}

test('a fork whose ids tell no time begins where the copying has ended', () => {
  const old = '5973b6c0-94b8-487b-a530-2aeb6098ae0e';
  const records = [
    meta('9973b6c0-94b8-487b-a530-2aeb6098ae0e', { forked_from_id: old }),
    meta(old),
    line(10, 'turn_context', { turn_id: 'one', model: 'gpt-5' }),
    total(20, 1000, 1000),
    line(30, 'turn_context', { turn_id: 'two', model: 'gpt-5' }),
    total(40, 3000, 2000),
    line(60_000, 'turn_context', { turn_id: 'three', model: 'gpt-5' }),
    total(61_000, 3500, 500),
  ];
  expect(inputs(records)).toEqual([500]);
});

test('a fork without a copy of its history does not count the total of its parent', () => {
  const records = [
    meta(madeAt(0, 1), { forked_from_id: madeAt(-90_000, 2) }),
    line(100, 'turn_context', { turn_id: madeAt(50, 3), model: 'gpt-5.5' }),
    total(200, 90_000, 700),
    total(300, 90_900, 900),
  ];
  expect(inputs(records)).toEqual([700, 900]);
});

test('copied turns are told by their ids alone when the head does not speak of a fork', () => {
  const records = [
    meta(madeAt(0, 1)),
    line(1, 'turn_context', { turn_id: madeAt(-50_000, 2), model: 'gpt-5.5' }),
    total(2, 4000, 4000),
    line(3, 'turn_context', { turn_id: madeAt(2, 3), model: 'gpt-5.5' }),
    total(4, 4100, 100),
  ];
  expect(inputs(records)).toEqual([100]);
});

test('a thread that goes on in its own file is no fork', () => {
  const records = [
    meta(madeAt(0, 1)),
    line(1, 'turn_context', { turn_id: madeAt(1, 2), model: 'gpt-5.5' }),
    total(2, 4000, 4000),
    meta(madeAt(0, 1)),
    line(90_000, 'turn_context', { turn_id: madeAt(90_000, 3), model: 'gpt-5.5' }),
    total(91_000, 4300, 300),
  ];
  expect(inputs(records)).toEqual([4000, 300]);
});
