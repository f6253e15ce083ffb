import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isEvent } from '../../src/event/validate.ts';
import { makeRedactor } from '../../src/redaction/redact.ts';
import { makePseudonym, rounded } from '../../src/share/facts.ts';
import { fits } from '../../src/share/words.ts';
import { call, redacted } from '../store/events.ts';
import { cellOf, factOf } from './making.ts';

test('Ids become pseudonyms of nine letters, and without the key nobody gets the same ones', () => {
  const one = factOf(call('toolu_1', { session_id: 's1' }));
  expect(one.id).toMatch(/^[\w-]{9}$/);
  expect(factOf(call('toolu_1')).id).toBe(one.id);
  expect(makePseudonym(Buffer.alloc(32, 8))('call', 'toolu_1')).not.toBe(one.id);
  expect(
    factOf(redacted({ kind: 'prompt', id: 'toolu_1', at: '2026-03-05T12:00:00.000Z', observers: 'log', agent: 'x' }))
      .id,
  ).not.toBe(one.id);
});

test('A pseudonym is the beginning of an HMAC-SHA256, whatever the key and the id', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 80 }),
      fc.oneof(fc.string({ unit: 'binary' }), fc.string({ minLength: 300, maxLength: 600 })),
      (key, id) => {
        const hmac = createHmac('sha256', key).update(`call\0${id}`).digest('base64url');
        expect(makePseudonym(key)('call', id)).toBe(hmac.slice(0, 9));
      },
    ),
  );
});

test('Rounding keeps so many digits, keeps the order, and changes nothing that is rounded', () => {
  expect([1234, 1250, 99_999, 100, 99, -1234, 0].map((value) => rounded(value, 2))).toEqual([
    1200, 1300, 100_000, 100, 99, -1200, 0,
  ]);
  fc.assert(
    fc.property(fc.integer({ min: -1e12, max: 1e12 }), fc.integer({ min: -1e12, max: 1e12 }), (one, other) => {
      expect(rounded(Math.max(one, other), 3)).toBe(Math.max(rounded(one, 3), rounded(other, 3)));
      expect(rounded(rounded(one, 3), 3)).toBe(rounded(one, 3));
    }),
  );
});

test('The event of a session has the pseudonym that its calls name, and so has a judgement of it', () => {
  const at = '2026-03-05T12:00:00.000Z';
  const session = factOf(
    redacted({ kind: 'session', id: 's1', at, observers: 'transcript', agent: 'claude-code', session_id: 's1' }),
  );
  const judgement = redacted({ kind: 'feedback', id: 'f1', at, observers: 'log', agent: 'hindcast', subject_id: 's1' });
  expect(cellOf(factOf(call('c', { session_id: 's1' })), 'session_id')).toBe(session.id);
  expect(cellOf(factOf(judgement, { kindOf: () => 'session' }), 'subject_id')).toBe(session.id);
});

test('At level metrics texts stay, at level redacted they leave, redacted once more', () => {
  const event = call('c', {
    error_text: 'password=hunter2hunter2',
    target: '/home/me/x.ts',
    program: 'npm test',
    branch: 'main',
  });
  const metrics = factOf(event);
  for (const field of ['error_text', 'target', 'program', 'branch']) expect(cellOf(metrics, field)).toBeNull();
  const texts = factOf(event, { level: 'redacted', redactText: makeRedactor().redactText });
  expect(cellOf(texts, 'error_text')).toBe('password=***');
  expect(cellOf(texts, 'program')).toBe('npm test');
});

test('A word that could be a path, an address, a sentence or a token is left out, and an agent without a name is "other"', () => {
  for (const tool of [
    '/bin/sh',
    'a b',
    'me@host.test',
    'x'.repeat(101),
    `gh${'p_'}${'a1B2'.repeat(9)}`,
    'C:\\x',
    'ünï',
  ])
    expect(cellOf(factOf(call('c', { tool })), 'tool'), tool).toBeNull();
  expect(cellOf(factOf(call('c', { agent: 'My Agent' })), 'agent')).toBe('other');
});

test.each([
  'Bash',
  'mcp__github__create_issue',
  'mcp__claude_ai_Google_Drive__search_files',
  'TodoWrite',
  'claude-sonnet-4-5-20250929',
  'gpt-5.1-codex',
  'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
  'qwen2.5-coder:32b',
  'claude-opus-4-6[1m]',
  'TypeError',
  'exit_nonzero',
  'end_turn',
])('The name %s is a word', (name) => {
  expect(fits('word', name)).toBe(true);
});

test('The name of an agent leaves with its invocation; that of a program that failed does not', () => {
  const at = '2026-03-05T12:00:00.000Z';
  const named = { id: 'x', at, observers: 'log', agent: 'app', name: 'reviewer' };
  expect(cellOf(factOf(redacted({ kind: 'invocation', ...named })), 'name')).toBe('reviewer');
  expect(cellOf(factOf(redacted({ kind: 'error', ...named })), 'name')).toBeNull();
});

test('Instants are whole seconds, or coarser where a policy says so; sizes keep two digits and durations three', () => {
  const event = call('c', {
    at: '2026-03-05T12:34:56.789Z',
    input_bytes: 1234,
    duration_ms: 98_765,
    lines_added: 1234,
  });
  expect(cellOf(factOf(event), 'at')).toBe(Date.parse('2026-03-05T12:34:56Z') / 1000);
  expect(cellOf(factOf(event, { grain: 'hour' }), 'at')).toBe(Date.parse('2026-03-05T12:00:00Z') / 1000);
  expect(cellOf(factOf(event, { grain: 'day' }), 'at')).toBe(Date.parse('2026-03-05T00:00:00Z') / 1000);
  expect(cellOf(factOf(event), 'input_bytes')).toBe(1200);
  expect(cellOf(factOf(event), 'duration_ms')).toBe(98_800);
  expect(cellOf(factOf(event), 'lines_added')).toBe(1234);
});

test('What a policy drops stays here, except for what no event may lack', () => {
  const event = call('c', { fingerprint: '1-abcdefghjkmn', model: 'gpt-5' });
  expect(cellOf(factOf(event), 'fingerprint')).toBe('1-abcdefghjkmn');
  const fact = factOf(event, { drop: ['fingerprint', 'agent', 'at'] });
  expect(cellOf(fact, 'fingerprint')).toBeNull();
  expect([cellOf(fact, 'agent'), cellOf(fact, 'model')]).toEqual(['other', 'gpt-5']);
  expect(cellOf(fact, 'at')).not.toBeNull();
  expect(isEvent(event)).toBe(true);
});
