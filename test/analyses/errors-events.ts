/**
 * Three weeks of failures in two repositories and two clients: one that stays, one that is new, one that came back, one that was fixed,
 * answers that are no failures, an error that a program reported, a failure that another writer left without a fingerprint.
 */

import { grouped } from '../../src/insight/group.ts';
import type { RedactedEvent } from '../../src/redaction/redacted.ts';
import type { Given } from '../engine/event-table.ts';

const APP = 'github.com/acme/app';
const WEB = 'github.com/acme/web';

/** The third week, which is asked about; the second is the one before. */
export const WEEK = { since: '2026-11-15T00:00:00.000Z', until: '2026-11-22T00:00:00.000Z' } as const;

const edit = {
  tool: 'Edit',
  outcome: 'tool_error',
  error_class: 'string_not_found',
  error_text: 'String to replace not found in file.',
};
const lock = {
  outcome: 'command_nonzero',
  exit_code: 128,
  target: 'git commit -m x',
  error_class: 'git_lock',
};
const locked = (folder: string) => `Exit code 128\nfatal: Unable to create '${folder}/.git/index.lock': File exists.`;
const port = {
  tool: 'Bash',
  outcome: 'command_nonzero',
  exit_code: 1,
  target: 'npm start',
  error_class: 'port_in_use',
  error_text: 'Exit code 1\nError: listen EADDRINUSE: address already in use :::3000',
};
const missing = {
  tool: 'Bash',
  outcome: 'command_nonzero',
  exit_code: 127,
  target: 'tree src',
  error_class: 'command_not_found',
  error_text: 'Exit code 127\nbash: tree: command not found',
};

const day = (number: number, minute = 0) =>
  `2026-11-${String(number).padStart(2, '0')}T10:${String(minute).padStart(2, '0')}:00.000Z`;

/** A failed edit, and the next try of it, with or without a look at the file in between. */
function tries(number: number, looked: boolean, worked: boolean): Given[] {
  const shared = { kind: 'call', at: day(16, number), session_id: 's3', repo: APP, machine: 'm1' } as const;
  const target = `/srv/app/${number}.ts`;
  const seq = 10_000 + number * 100;
  return [
    { ...shared, ...edit, seq, target },
    ...(looked ? [{ ...shared, tool: 'Read', outcome: 'ok', seq: seq + 1, target }] : []),
    { ...shared, ...(worked ? { tool: 'Edit', outcome: 'ok' } : edit), seq: seq + 2, target },
  ];
}

const TOLD: readonly Given[] = [
  // Weeks 1 and 2.
  { kind: 'call', at: day(1), seq: 1, session_id: 's1', repo: APP, machine: 'm1', ...port },
  { kind: 'call', at: day(9), seq: 1, session_id: 's2', repo: APP, machine: 'm1', ...edit, target: '/srv/app/a.ts' },
  { kind: 'call', at: day(9, 1), seq: 2, session_id: 's2', repo: APP, machine: 'm1', ...missing },
  { kind: 'call', at: day(9, 2), seq: 3, session_id: 's2', repo: APP, machine: 'm1', ...missing, target: 'tree test' },
  // Week 3: with a look at the file 8 of 8 worked, without 1 of 8; the 7 that failed again have no next try.
  ...Array.from({ length: 8 }, (_, index) => tries(index, true, true)).flat(),
  ...Array.from({ length: 8 }, (_, index) => tries(8 + index, false, index === 0)).flat(),
  // The same lock in another repository, client and shell.
  {
    kind: 'call',
    at: day(17),
    seq: 1,
    session_id: 's4',
    repo: APP,
    machine: 'm1',
    tool: 'Bash',
    ...lock,
    error_text: locked('/srv/app'),
  },
  {
    kind: 'call',
    at: day(17, 1),
    seq: 1,
    session_id: 's5',
    repo: WEB,
    machine: 'm2',
    agent: 'codex',
    tool: 'exec_command',
    ...lock,
    error_text: locked('/home/***/web'),
  },
  { kind: 'call', at: day(18), seq: 2, session_id: 's4', repo: APP, machine: 'm1', ...port },
  // Nothing failed here.
  {
    kind: 'call',
    at: day(18, 1),
    seq: 3,
    session_id: 's4',
    repo: APP,
    tool: 'Bash',
    outcome: 'command_nonzero',
    exit_code: 1,
    target: 'grep a b',
    error_class: 'exit_nonzero',
  },
  {
    kind: 'call',
    at: day(18, 2),
    seq: 4,
    session_id: 's4',
    repo: APP,
    tool: 'Bash',
    outcome: 'denied',
    error_class: 'user_rejected',
  },
  {
    kind: 'error',
    at: day(18, 3),
    agent: 'cite-assist',
    session_id: null,
    repo: WEB,
    name: 'cite-assist',
    error_class: 'FileNotFoundError',
    error_text: 'missing /srv/cites/12.json',
  },
];

export const EVENTS: readonly Given[] = [
  ...TOLD.map((event, index) => group({ id: `e-${String(index).padStart(3, '0')}`, ...event })),
  // The log goes on to the end of the week.
  { kind: 'call', id: 'y', at: '2026-11-21T23:59:59.999Z', session_id: 's6', tool: 'Read', outcome: 'ok' },
  { kind: 'call', id: 'z', at: day(18, 4), session_id: null, tool: 'Old', outcome: 'tool_error', error_class: 'other' },
];

/** As the gate to the log does it. */
function group(event: Given): Given {
  return { ...event, ...grouped(event as unknown as RedactedEvent) };
}
