/** The quick way to a line answers as the step by step one does, byte for byte, whatever the event. */

import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { makeAccept, makeLineAccept, type AcceptOptions } from '../../src/accept.ts';
import { makeLineWriter } from '../../src/doors/line.ts';
import { makeStamp } from '../../src/doors/stamp.ts';
import type { Event, EventOf } from '../../src/event/schema.ts';
import { makeRedactor } from '../../src/redaction/redact.ts';
import { toLine } from '../../src/store/append.ts';
import { runs } from '../runs.ts';

const OPTIONS: AcceptOptions = {
  machine: '0badcafe',
  homeDir: '/home/dev',
  prunedBefore: '2026-01-02T00:00:00.000Z',
  redaction: {},
};
const TOKEN = `ghp_${'aB3dE5gH7j'.repeat(4).slice(0, 36)}`;

function lines(events: readonly Event[], options = OPTIONS): { quick: string[]; stepwise: string[] } {
  const acceptLine = makeLineAccept(options);
  const accept = makeAccept(options);
  return {
    quick: events.map((event) => {
      const answer = acceptLine(structuredClone(event));
      if (typeof answer === 'string') return answer;
      return `${answer.day} ${typeof answer.line === 'string' ? answer.line : Buffer.from(answer.line).toString()}`;
    }),
    stepwise: events.map((event) => {
      const answer = accept(structuredClone(event));
      return typeof answer === 'string' ? answer : `${answer.day} ${toLine(answer.event)}`;
    }),
  };
}

function call(more: Record<string, unknown>): Event {
  const plain: Event = {
    kind: 'call',
    id: 'toolu_01',
    at: '2026-03-01T10:00:00.000Z',
    observers: 'transcript',
    agent: 'claude-code',
    session_id: '36968211-09df-48d6-aef2-ddb05ab6623b',
    cwd: '/home/dev/src/there-is-no-such-folder',
    tool: 'Bash',
    outcome: 'ok',
  };
  return Object.assign(plain, more);
}

/** Most of it what a source yields; some of it what none should. */
const anyText = fc.oneof(
  fc.constantFrom('main', 'git commit -m "x"', `curl -H ${TOKEN}`, '/home/dev/secret.txt', '', 'tab\there', '\ud800'),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ minLength: 490, maxLength: 700 }),
);
const anyCount = fc.oneof(fc.nat(), fc.maxSafeInteger(), fc.constantFrom(-0, 1e9, 999_999_999, 1.5, Number.NaN));
const usualFields = {
  kind: fc.constantFrom('call', 'answer', 'prompt', 'session', 'error', 'no such kind'),
  id: fc.oneof(anyText, fc.constant('toolu_01')),
  at: fc.constantFrom('2026-03-01T10:00:00.000Z', '2026-01-01T10:00:00.000Z', '2024-02-29T00:00:00.000Z', 'noon'),
  observers: fc.constantFrom('transcript', 'hook', 'hook,transcript', 'nobody'),
  agent: fc.constantFrom('claude-code', 'codex'),
  session_id: anyText,
  branch: anyText,
  cwd: fc.constantFrom('/home/dev/a', '/home/dev/b', 'relative'),
  seq: anyCount,
  turn: anyCount,
  input_bytes: anyCount,
  tool: fc.constantFrom('Bash', 'Read', 'Edit'),
  outcome: fc.constantFrom('ok', 'tool_error', 'command_nonzero', 'unknown', 'odd'),
  exit_code: fc.constantFrom(0, 1, 2, 137),
  error_class: fc.constantFrom('exit_nonzero', 'file_not_found', 'information', TOKEN),
  error_text: fc.oneof(anyText, fc.constantFrom('Exit code 1\nls: /a/b: No such file', 'Error: boom')),
  name: anyText,
  target: fc.oneof(anyText, fc.constantFrom('grep a b', 'diff a b | head', 'cd a && npm test')),
  output_is_final: fc.boolean(),
};
/** With what redaction finds in values, in names and beside names. */
const anyContext = fc.dictionary(
  fc.oneof(fc.string(), fc.constantFrom('file', 'password', TOKEN, '__proto__', 'toJSON')),
  fc.oneof(anyText, fc.jsonValue({ maxDepth: 2 }), fc.constant(undefined), fc.bigInt()),
  { maxKeys: 4 },
);
/** What sends an event to the gate. */
const unusualFields = {
  attributes: fc.constantFrom('no object', []),
  repo: fc.constantFrom('local/a', TOKEN),
  utc_offset_min: fc.constantFrom(60, -90),
  surprise: fc.constant('?'),
  program: fc.constantFrom('make', TOKEN),
  fingerprint: fc.constant('1-ftxwnjdwgh8a'),
};
const requiredKeys = ['kind', 'id', 'at', 'observers', 'agent'] as const;
const anyEvent = fc
  .oneof(
    fc.record(usualFields, { requiredKeys: [...requiredKeys] }),
    fc.record({ ...usualFields, attributes: anyContext }, { requiredKeys: [...requiredKeys, 'attributes'] }),
    fc.record({ ...usualFields, ...unusualFields }, { requiredKeys: [...requiredKeys] }),
  )
  .map((fields): Event => call({ cwd: undefined, tool: undefined, outcome: undefined, ...fields }));

test('Whatever is accepted quickly has the line, and whatever is refused the reason, that the steps one by one give', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { minLength: 1, maxLength: 6 }), (events) => {
      const { quick, stepwise } = lines([...events, ...events]);
      expect(quick).toEqual(stepwise);
    }),
    { numRuns: runs(400) },
  );
});

function quickly(event: Event): string {
  const write = makeLineWriter(makeRedactor({}).fieldRedactors);
  return Buffer.from(write(event, makeStamp(OPTIONS).of(event)) ?? []).toString();
}

const FAILED = {
  outcome: 'command_nonzero',
  error_class: 'exit_nonzero',
  error_text: 'Exit code 1\nboom',
  exit_code: 1,
};

test('The usual event goes the quick way', () => {
  expect(quickly(call({ target: 'git commit -m "done"', output_bytes: 12 }))).toContain('"program":"git commit"');
});

test('So does a failure, with its group, unless its status is an answer and no failure', () => {
  expect(quickly(call({ ...FAILED, target: 'make' }))).toMatch(/"program":"make","fingerprint":"1-\w{12}"\}$/);
  expect(quickly(call({ ...FAILED, tool: 'Read' }))).toMatch(/"exit_code":1,.*"fingerprint":"1-\w{12}"\}$/);
  expect(quickly(call({ ...FAILED, target: 'grep a b' }))).toBe('');
  const { kind: _kind, tool: _tool, outcome: _outcome, ...shared } = call({}) as EventOf<'call'>;
  expect(quickly({ ...shared, kind: 'error', error_text: 'boom' })).toMatch(/"fingerprint":"1-\w{12}"\}$/);
});

test('An error with a context goes the quick way, and an object that changed is redacted again', () => {
  const attributes: Record<string, unknown> = { context: { file: 'a.json', tries: 2 } };
  const failed = call({ ...FAILED, target: 'make', attributes });
  expect(quickly(failed)).toContain('"attributes":{"context":{"file":"a.json","tries":2}}');
  const acceptLine = makeLineAccept(OPTIONS);
  const written = (): string => {
    const answer = acceptLine({ ...failed });
    return typeof answer === 'string' ? answer : String(Buffer.from(answer.line));
  };
  expect(written()).toBe(written());
  attributes['context'] = TOKEN;
  expect(written()).toContain('"attributes":{"context":"***"}');
});

test('A failure that was redacted has the group of what is left of it', () => {
  const secret = call({ ...FAILED, error_text: `Error: token ${TOKEN} is refused`, tool: TOKEN, target: 'make' });
  const { quick, stepwise } = lines([secret, call({ ...FAILED }), secret, secret]);
  expect(quick).toEqual(stepwise);
  expect(quickly(secret)).toContain('"fingerprint"');
});

test('A value that was redacted is not remembered as one that may pass, nor the other way round', () => {
  const secret = call({ target: `echo ${TOKEN}`, branch: TOKEN });
  const plain = call({ target: 'echo hello', branch: 'main' });
  const { quick, stepwise } = lines([plain, plain, secret, plain, secret, secret, plain, plain]);
  expect(quick).toEqual(stepwise);
  expect(quick.join('\n')).not.toContain(TOKEN);
});

test('A line that is longer than the room for it is written all the same', () => {
  const { quick, stepwise } = lines([
    call({ outcome: 'unknown', attributes: { long: 'x'.repeat(70_000) } }),
    call({ id: 'toolu_02', model: 'y'.repeat(70_000) }),
  ]);
  expect(quick).toEqual(stepwise);
});

test('What a stricter policy of the user names is redacted on the quick way as well', () => {
  const { quick, stepwise } = lines([call({ target: 'deploy Bluebird' }), call({ target: 'deploy Bluebird' })], {
    ...OPTIONS,
    redaction: { literals: ['Bluebird'], pseudonyms: { key: 'k'.repeat(64) } },
  });
  expect(quick).toEqual(stepwise);
  expect(quick.join('\n')).not.toContain('Bluebird');
});
