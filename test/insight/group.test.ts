/** What the gate to the log adds to an event: the program of a command, the group of a failure, and that an answer is none. */

import { expect, test } from 'vitest';
import type { EventOf } from '../../src/event/schema.ts';
import { grouped } from '../../src/insight/group.ts';
import type { RedactedEvent } from '../../src/redaction/redacted.ts';

const SHARED = { id: 'c1', at: '2026-11-10T12:00:00.000Z', observers: 'transcript', agent: 'claude-code' } as const;
const call = (more: Partial<EventOf<'call'>>) => grouped({ ...SHARED, kind: 'call', ...more } as RedactedEvent);

test('A command has its program, whether it failed or not.', () => {
  expect(call({ tool: 'Bash', target: 'cd x && git status', outcome: 'ok' })).toMatchObject({ program: 'git status' });
  expect(call({ tool: 'Bash', target: 'cd x && git status', outcome: 'ok' })).not.toHaveProperty('fingerprint');
  const read = { ...SHARED, kind: 'call', tool: 'Read', target: '/a', outcome: 'ok' } as RedactedEvent;
  expect(grouped(read)).toBe(read);
});

test('A failure has a group; a status that answers a question has that class.', () => {
  expect(call({ tool: 'Edit', outcome: 'tool_error', error_class: 'other', error_text: 'no' })).toMatchObject({
    error_class: 'other',
    fingerprint: expect.stringMatching(/^1-/),
  });
  const found = { tool: 'Bash', target: 'grep a b', outcome: 'command_nonzero', error_class: 'exit_nonzero' } as const;
  expect(call({ ...found, exit_code: 1 })).toMatchObject({ error_class: 'information', program: 'grep' });
  expect(call({ ...found, exit_code: 2 })).toMatchObject({ error_class: 'exit_nonzero', program: 'grep' });
});

test('An error that a program reports has a group, too; other events are left as they are.', () => {
  const error = grouped({ ...SHARED, kind: 'error', name: 'x', error_text: 'no' } as RedactedEvent);
  expect(error).toMatchObject({ fingerprint: expect.stringMatching(/^1-/) });
  const prompt = { ...SHARED, kind: 'prompt' } as RedactedEvent;
  expect(grouped(prompt)).toBe(prompt);
});
