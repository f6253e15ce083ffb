/** Whatever line comes in, whoever waits for an answer gets exactly one. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerLine, type Server } from '../../src/mcp/rpc.ts';
import { object } from '../../src/sources/read.ts';

function serverOf(failures: string[]): Server {
  const tool = { description: 'For the test.', inputSchema: { type: 'object' }, readOnly: true };
  return {
    name: 'test',
    version: '1.2.3',
    tools: [
      { ...tool, name: 'echo', call: (input) => ({ text: JSON.stringify(input) }) },
      {
        ...tool,
        name: 'break',
        call: () => {
          throw new RangeError('private words');
        },
      },
    ],
    onFailure: (failure) => failures.push(failure),
  };
}

async function answer(message: unknown, failures: string[] = []): Promise<unknown> {
  const line = await answerLine({ text: JSON.stringify(message) }, serverOf(failures));
  return line === undefined ? undefined : JSON.parse(line);
}

test('Any JSON value is answered when it asks with an id, and only then', async () => {
  const message = fc.record(
    {
      jsonrpc: fc.constant('2.0'),
      id: fc.oneof(fc.integer(), fc.string(), fc.jsonValue()),
      method: fc.oneof(fc.constantFrom('initialize', 'ping', 'tools/list', 'tools/call', 'x'), fc.jsonValue()),
      params: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(fc.oneof(message, fc.jsonValue()), async (any) => {
      const given = object(any);
      const asks =
        given !== undefined &&
        (typeof given['id'] === 'string' || typeof given['id'] === 'number') &&
        typeof given['method'] === 'string' &&
        given['method'] !== '';
      const answered = await answer(any);
      if (given === undefined) expect(answered).toMatchObject({ id: null, error: { code: -32_700 } });
      else if (asks) expect(answered).toMatchObject({ jsonrpc: '2.0', id: JSON.parse(JSON.stringify(given['id'])) });
      else expect(answered).toBeUndefined();
    }),
    { numRuns: 500 },
  );
});

test('A tool that breaks is answered with an error, and only the name of the error is told', async () => {
  const failures: string[] = [];
  const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'break' } };
  expect(await answer(call, failures)).toMatchObject({
    id: 1,
    error: { code: -32_603, message: 'The server failed.' },
  });
  expect(failures).toEqual(['RangeError']);
});

test('A tool gets its arguments', async () => {
  const call = { jsonrpc: '2.0', id: 'a', method: 'tools/call', params: { name: 'echo', arguments: { x: [1] } } };
  expect(await answer(call)).toEqual({
    jsonrpc: '2.0',
    id: 'a',
    result: { content: [{ type: 'text', text: '{"x":[1]}' }] },
  });
});

test.each([
  ['{"jsonrpc":"2.0","id":12,"method":"tools/call","params":{', '…"}}'],
  ['{"method":"tools/call","params":{"x":"', '…"}},"jsonrpc":"2.0","id":12}'],
])('A request that was too long to keep is answered when its id can be seen: %s', async (head, tail) => {
  const failures: string[] = [];
  const line = await answerLine({ head, tail }, serverOf(failures));
  expect(JSON.parse(line ?? 'null')).toMatchObject({ id: 12, result: { content: [{ text: '{}' }] } });
  expect(failures).toEqual(['line-too-long']);
});
