/** The greeting: what is answered before the server is loaded, and what waits for it. */

import { expect, test } from 'vitest';
import { greeting } from '../../src/mcp/cards.ts';
import { greetingAnswer } from '../../src/mcp/greet.ts';
import { answerLine } from '../../src/mcp/rpc.ts';

const GREETING = greeting('1.2.3');
const SERVER = {
  ...GREETING,
  tools: GREETING.tools.map((card) => ({ ...card, call: () => ({ text: '' }) })),
  onFailure: () => undefined,
};

test.each([
  { id: 0, method: 'initialize', params: { protocolVersion: '2025-11-25' } },
  { id: 'a', method: 'initialize' },
  { id: 1, method: 'ping' },
  { id: 2, method: 'tools/list' },
  { id: 'server-discover-probe-1', method: 'server/discover' },
])('What is said early is what the server would say: $method', async (message) => {
  const text = JSON.stringify({ jsonrpc: '2.0', ...message });
  expect(greetingAnswer(text, GREETING)).toEqual({
    answer: await answerLine({ text }, SERVER),
    last: message.method === 'tools/list',
  });
});

test('A notification is heard without a word', () => {
  expect(greetingAnswer('{"method":"notifications/initialized"}', GREETING)).toEqual({ answer: '', last: false });
});

test.each(['{"id":1,"method":"tools/call"}', '{"id":1}', '[1]', 'garbage', '', '{"method":"x"}'])(
  'Everything else is left to the server: %s',
  (line) => expect(greetingAnswer(line, GREETING)).toBeUndefined(),
);
