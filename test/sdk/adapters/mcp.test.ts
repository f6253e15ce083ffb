/** Real servers of the Model Context Protocol, asked by the real client; what they leave in the log. */

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { CallToolRequestSchema, ErrorCode, ListToolsRequestSchema, McpError } from '@modelcontextprotocol/sdk/types.js';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { wrap } from '../../../src/sdk/adapters/mcp.ts';
import { openLog } from './log.ts';

const { hindcast, events } = openLog();
const ABOUT = { name: 'shop', version: '1.0.0' };

async function clientOf(server: { connect(transport: InMemoryTransport): Promise<void> }): Promise<Client> {
  const client = new Client({ name: 'tester', version: '1.0.0' });
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(theirs), client.connect(ours)]);
  return client;
}

const CALL = { kind: 'call', observers: 'sdk', duration_ms: expect.any(Number) };

test('Tools are recorded with what became of them, whether they were registered before or after', async () => {
  const made = new McpServer(ABOUT);
  made.registerTool('read', { inputSchema: { path: z.string() } }, ({ path }) => ({
    content: [{ type: 'text', text: `${path}: Grüße` }],
  }));
  const server = wrap(made, { hindcast });
  expect(server).toBe(made);
  wrap(server, { hindcast });
  server.registerTool('stock', { inputSchema: { item: z.string() } }, async () => ({
    content: [
      { type: 'text', text: 'nothing left' },
      { type: 'text', text: 'of it' },
    ],
    isError: true,
  }));
  server.registerTool('crash', {}, () => {
    throw new RangeError('too far');
  });
  const client = await clientOf(server);
  const said = await client.callTool({ name: 'read', arguments: { path: '/srv/a.txt' } });
  expect(said).toEqual({ content: [{ type: 'text', text: '/srv/a.txt: Grüße' }] });
  expect(await client.callTool({ name: 'stock', arguments: { item: 'x' } })).toMatchObject({ isError: true });
  expect(await client.callTool({ name: 'crash' })).toMatchObject({ isError: true });
  expect(await client.callTool({ name: 'stock', arguments: { item: 7 } })).toMatchObject({ isError: true });
  expect(await events()).toMatchObject([
    { ...CALL, tool: 'read', outcome: 'ok', target: '/srv/a.txt', input_bytes: 10, output_bytes: 19 },
    { ...CALL, tool: 'stock', outcome: 'tool_error', error_text: 'nothing left', output_bytes: 17 },
    { ...CALL, tool: 'crash', outcome: 'tool_error', error_text: 'too far' },
    { ...CALL, tool: 'stock', outcome: 'tool_error', error_class: 'rejected_parameters' },
  ]);
});

test('A server with a handler of its own is recorded, and its errors reach the client as they are', async () => {
  const server = wrap(new Server(ABOUT, { capabilities: { tools: {} } }), { hindcast });
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: [] }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    if (params.name !== 'buy') throw new McpError(ErrorCode.InvalidParams, 'No such tool');
    return { content: [{ type: 'text', text: 'bought' }] };
  });
  const client = await clientOf(server);
  expect(await client.listTools()).toEqual({ tools: [] });
  await client.callTool({ name: 'buy', arguments: {} });
  await expect(client.callTool({ name: 'sell' })).rejects.toMatchObject({ code: ErrorCode.InvalidParams });
  expect(await events()).toMatchObject([
    { ...CALL, tool: 'buy', outcome: 'ok', output_bytes: 6 },
    { ...CALL, tool: 'sell', outcome: 'tool_error', error_text: expect.stringContaining('No such tool') },
  ]);
});

test('A call that the client takes back is cancelled', async () => {
  const server = wrap(new McpServer(ABOUT), { hindcast });
  const ended = new Promise<void>((resolve) => {
    server.registerTool('wait', {}, async ({ signal }) => {
      await new Promise((stop) => signal.addEventListener('abort', stop));
      setTimeout(resolve, 10);
      return { content: [] };
    });
  });
  const client = await clientOf(server);
  const controller = new AbortController();
  const call = client.callTool({ name: 'wait' }, undefined, { signal: controller.signal });
  setTimeout(() => controller.abort(), 10);
  await expect(call).rejects.toThrow('abort');
  await ended;
  expect(await events()).toMatchObject([{ ...CALL, tool: 'wait', outcome: 'cancelled' }]);
});
