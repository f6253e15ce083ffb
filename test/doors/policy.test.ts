import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { makeAccept } from '../../src/accept.ts';
import { makePolicyFinder } from '../../src/doors/policy.ts';
import type { Event } from '../../src/event/schema.ts';

let repo: string;
beforeEach(() => {
  repo = mkdtempSync(join(tmpdir(), 'policy-'));
  mkdirSync(join(repo, '.git'));
  mkdirSync(join(repo, 'src', 'deep'), { recursive: true });
  mkdirSync(join(repo, '.hindcast'));
});
afterEach(() => rmSync(repo, { recursive: true, force: true }));

const policy = (text: string): void => writeFileSync(join(repo, '.hindcast', 'policy.json'), text);

function accepted(cwd: string): unknown {
  const accept = makeAccept({
    machine: 'abcd1234',
    homeDir: '/nowhere',
    prunedBefore: undefined,
    redaction: { allow: ['Bluebird'] },
  });
  const call: Event = {
    kind: 'call',
    id: 'toolu_01',
    at: '2026-03-01T10:00:00.000Z',
    observers: 'transcript',
    agent: 'claude-code',
    tool: 'Bash',
    target: 'deploy Bluebird to staging',
    cwd,
  };
  const answer = accept(call);
  return typeof answer === 'string' ? answer : answer.event;
}

test('A policy in the repository adds to what is redacted, in every folder below, and overrules what the user allows', () => {
  policy('{"literals": ["Bluebird"]}');
  expect(accepted(join(repo, 'src', 'deep'))).toMatchObject({ target: 'deploy *** to staging' });
});

test('Without a policy nothing changes, and one of another repository is no concern', () => {
  expect(accepted(join(repo, 'src'))).toMatchObject({ target: 'deploy Bluebird to staging' });
  policy('{"literals": ["Bluebird"]}');
  const inner = join(repo, 'src', 'deep');
  mkdirSync(join(inner, '.git'));
  expect(accepted(inner)).toMatchObject({ target: 'deploy Bluebird to staging' });
});

test.each([
  ['no JSON', '{"literals": ["Blue'],
  ['an entry that cannot be applied', '{"patterns": ["(a+)+$"]}'],
  ['a word that this version does not know', '{"forbid": ["Bluebird"]}'],
])('A policy that cannot be followed (%s) leaves the fact and drops its texts', (_, text) => {
  policy(text);
  const event = accepted(repo);
  expect(event).toMatchObject({ id: 'toolu_01', tool: 'Bash' });
  expect(event).not.toHaveProperty('target');
});

test('The file is read once, however many folders lead to it', () => {
  policy('{"keys": ["customer"]}');
  const find = makePolicyFinder();
  const first = find(join(repo, 'src'));
  policy('{"keys": []}');
  expect(find(join(repo, 'src', 'deep'))).toBe(first);
  expect(find(undefined)).toBeUndefined();
  expect(find('relative/folder')).toBeUndefined();
});
