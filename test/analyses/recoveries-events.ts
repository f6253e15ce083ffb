/** Failures and what was done about them; worked out by hand in `recoveries.test.ts`. */

import type { Given } from '../engine/event-table.ts';

const START = Date.UTC(2026, 10, 10, 12);

/** A call of an answer; answers are ten seconds apart. */
function call(
  session: string,
  [turn, block]: readonly [number, number],
  more: Readonly<Record<string, unknown>>,
): Given {
  const at = new Date(START + (turn - 1) * 10_000).toISOString();
  const seq = turn * 100 + block;
  return { kind: 'call', id: `${session}-${seq}`, session_id: session, at, turn, seq, outcome: 'ok', ...more };
}

const missing = { outcome: 'tool_error', error_class: 'string_not_found' };
const red = { outcome: 'command_nonzero', error_class: 'test_failed', exit_code: 1 };
const tests = { tool: 'Bash', target: 'npm test', program: 'npm test' };

/** An edit fails, the file is read, and the edit works. The search was decided on before the failure was known. */
function readAgain(session: string): readonly Given[] {
  const target = `/app/${session}.ts`;
  return [
    call(session, [1, 0], { tool: 'Edit', target, ...missing }),
    call(session, [1, 1], { tool: 'Grep', target: 'needle' }),
    call(session, [2, 0], { tool: 'Read', target }),
    call(session, [3, 0], { tool: 'Edit', target }),
  ];
}

export const EVENTS: readonly Given[] = [
  ...['e1', 'e2', 'e3', 'e4', 'e5'].flatMap(readAgain),
  ...readAgain('e6').slice(0, 3),
  // Another file works: that is another operation.
  call('e6', [3, 0], { tool: 'Edit', target: '/app/other.ts' }),
  ...['b1', 'b2'].flatMap((session) => [call(session, [1, 0], { ...tests, ...red }), call(session, [2, 0], tests)]),
  ...['b3', 'b4', 'b5'].flatMap((session) => [
    call(session, [1, 0], { ...tests, ...red }),
    call(session, [2, 0], { ...tests, ...red }),
  ]),
  // Told of by a transcript that broke off here, by one that goes on with a prompt, by one that goes on with the same program.
  { kind: 'prompt', session_id: 'b4', seq: 250, at: new Date(START + 15_000).toISOString() },
  call('b5', [3, 0], { ...tests, target: 'npm test -- part' }),
  // An exit status that answers a question is no failure, and as good as a success.
  call('g1', [1, 0], { tool: 'Bash', program: 'grep', target: 'grep a b', ...red, error_class: 'information' }),
  call('g2', [1, 0], {
    tool: 'Bash',
    program: 'grep',
    target: 'grep a c',
    ...red,
    error_class: 'file_not_found',
    exit_code: 2,
  }),
  call('g2', [2, 0], { tool: 'Bash', program: 'grep', target: 'grep a d', ...red, error_class: 'information' }),
  // Seen live only: no answer is known, so each call is one of its own.
  ...[0, 1].map((index): Given => ({
    ...call('live', [index + 1, 0], { tool: 'WebFetch', target: 'https://example.com', observers: 'hook' }),
    turn: null,
    seq: null,
    ...(index === 0 ? { outcome: 'tool_error', error_class: 'http_error' } : {}),
  })),
];
