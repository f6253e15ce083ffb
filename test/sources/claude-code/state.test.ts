/** What is kept of a parser for every file that was ever read. */

import { expect, test } from 'vitest';
import { openParser } from '../../../src/sources/claude-code/parser.ts';
import { packed, unpacked } from '../../../src/sources/claude-code/state.ts';

const SESSION = '5e551000-0000-4000-8000-000000000001';
const PATH = `-home-ada-app/${SESSION}.jsonl`;

/** A file that ends while a call is open. */
const RECORD = {
  type: 'assistant',
  sessionId: SESSION,
  cwd: '/home/ada/app',
  version: '2.0.76',
  gitBranch: 'secret-plans',
  uuid: '00000000-0000-4000-8000-000000000001',
  requestId: 'req_1',
  timestamp: '2026-03-02T09:00:00.000Z',
  message: {
    id: 'msg_1',
    role: 'assistant',
    model: 'claude-haiku-4-5',
    content: [{ type: 'tool_use', id: 'toolu_1', name: 'Bash', input: { command: 'cat /home/ada/app/notes' } }],
    stop_reason: 'tool_use',
    usage: { input_tokens: 5, output_tokens: 7 },
  },
};

test('The state of a file with an open call is of the size of the record that opened it, and says nothing twice.', () => {
  const parser = openParser({ path: PATH, state: undefined });
  parser.read(RECORD, { index: 0 });
  const text = JSON.stringify(parser.state());
  expect(text.length).toBeLessThan(JSON.stringify(RECORD).length * 1.5);
  expect(text.split(SESSION)).toHaveLength(2);
  for (const constant of ['"kind"', '"observers"', '"agent"', 'session_at', '/home/ada', 'secret-plans'])
    expect(text, constant).not.toContain(constant);
  const later = openParser({ path: PATH, state: JSON.parse(text) });
  expect(later.state()).toEqual(parser.state());
  expect(later.end().map((event) => ('kind' in event ? event.session_id : ''))).toEqual([SESSION, SESSION, SESSION]);
});

test('Packing is undone by unpacking, also where an event differs from its file or lacks what the others have.', () => {
  const session = { id: SESSION, first: '2026-03-02T09:00:00.000Z', told: true };
  const common = { observers: 'transcript', agent: 'claude-code' };
  const state = {
    session,
    answers: {
      turns: 3,
      lanes: [{ kind: 'answer', id: 'a', ...common, session_id: SESSION, session_at: session.first }],
    },
    calls: [
      { kind: 'call', id: 'b', ...common },
      { kind: 'call', id: 'c', ...common, session_id: 'other', session_at: '2026-03-01T09:00:00.000Z' },
    ],
    sidechains: [['x', 'y']],
    prompt: 'p',
  };
  expect(unpacked(JSON.parse(JSON.stringify(packed(state))))).toEqual(state);
});

test('What is no state of this parser does no harm.', () => {
  for (const state of [undefined, null, 1, 'x', [], {}, { calls: 7, answers: [null] }, { calls: [null, 1] }])
    expect(openParser({ path: PATH, state }).end()).toEqual([]);
});
