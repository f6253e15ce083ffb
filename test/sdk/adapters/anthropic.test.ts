/** The real client of Anthropic against a server on this machine; what it leaves in the log. */

import Anthropic from '@anthropic-ai/sdk';
import { APIPromise } from '@anthropic-ai/sdk/api-promise';
import { Stream } from '@anthropic-ai/sdk/streaming';
import { expect, test } from 'vitest';
import { wrap } from '../../../src/sdk/adapters/anthropic.ts';
import { openLog } from './log.ts';
import { openModelServer } from './model-server.ts';

const server = openModelServer();
const { hindcast, events } = openLog();

function client(): Anthropic {
  return wrap(new Anthropic({ apiKey: 'none', baseURL: server.url(), maxRetries: 0 }), { hindcast });
}

const QUESTION = { model: 'claude-sonnet-5', max_tokens: 100, messages: [{ role: 'user' as const, content: 'Hi' }] };
const USAGE = {
  input_tokens: 12,
  cache_read_input_tokens: 300,
  cache_creation_input_tokens: 70,
  cache_creation: { ephemeral_5m_input_tokens: 20, ephemeral_1h_input_tokens: 50 },
  output_tokens: 9,
  service_tier: 'standard',
};
const ID = { 'request-id': 'req_1' };

function message(id: string, more: object = {}): Record<string, unknown> {
  const content = [
    { type: 'text', text: 'Grüße' },
    { type: 'tool_use', id: 'toolu_1', name: 'weather', input: {} },
  ];
  const told = { type: 'message', role: 'assistant', model: 'claude-sonnet-5', stop_sequence: null };
  return { id, ...told, content, stop_reason: 'tool_use', usage: USAGE, ...more };
}

function streamed(id: string): Record<string, unknown>[] {
  const start = message(id, { content: [], stop_reason: null, usage: { ...USAGE, output_tokens: 1 } });
  return [
    { type: 'message_start', message: start },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'ping' },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Grü' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'ße' } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 9 } },
    { type: 'message_stop' },
  ];
}

const ANSWER = {
  kind: 'answer',
  observers: 'sdk',
  model: 'claude-sonnet-5',
  request_id: 'req_1',
  input_tokens: 12,
  cache_read_tokens: 300,
  cache_write_5m_tokens: 20,
  cache_write_1h_tokens: 50,
  output_tokens: 9,
  output_is_final: true,
  output_bytes: 7,
  duration_ms: expect.any(Number),
};

test('A whole answer is recorded in the invocation around it, and the promise stays what it is', async () => {
  const anthropic = client();
  server.reply({ json: message('msg_1'), headers: ID }, { json: message('msg_2'), headers: ID });
  const { data, response } = await hindcast.invocation({ agent: 'writer' }, async () => {
    const promise = anthropic.messages.create(QUESTION);
    expect(promise).toBeInstanceOf(APIPromise);
    return promise.withResponse();
  });
  expect(response.headers.get('request-id')).toBe('req_1');
  expect(data).toMatchObject(message('msg_1'));
  const raw = await anthropic.messages.create(QUESTION).asResponse();
  expect(await raw.json()).toEqual(message('msg_2'));
  const [answer, ...more] = (await events()).filter(({ kind }) => kind !== 'invocation');
  expect(answer).toMatchObject({ ...ANSWER, id: 'msg_1', stop_reason: 'tool_use' });
  expect(answer).not.toHaveProperty('service_tier');
  expect(answer).toMatchObject({ attributes: { invocation_id: expect.any(String) } });
  // Tools that are asked for are not calls, and a body that the program reads itself is not touched.
  expect(more).toEqual([]);
});

test('A stream gives the same events, and is recorded with its time to the first token', async () => {
  server.reply({ events: streamed('msg_3'), headers: ID });
  const stream = await hindcast.session('asked', () => client().messages.create({ ...QUESTION, stream: true }));
  expect(stream).toBeInstanceOf(Stream);
  const seen: unknown[] = [];
  for await (const event of stream) seen.push(event);
  expect(seen).toEqual(streamed('msg_3').filter(({ type }) => type !== 'ping'));
  expect(await events()).toMatchObject([
    { ...ANSWER, id: 'msg_3', session_id: 'asked', stop_reason: 'end_turn', ttft_ms: expect.any(Number) },
  ]);
});

test('What is built on it is recorded once: messages.stream, beta messages, and clients with other options', async () => {
  const anthropic = wrap(client(), { hindcast });
  server.reply(...['msg_4', 'msg_5'].map((id) => ({ events: streamed(id), headers: ID })));
  const stream = anthropic.messages.stream(QUESTION);
  const texts: string[] = [];
  stream.on('text', (text) => texts.push(text));
  expect(await stream.finalText()).toBe('Grüße');
  expect(texts).toEqual(['Grü', 'ße']);
  expect(await anthropic.beta.messages.stream(QUESTION).finalMessage()).toMatchObject({ id: 'msg_5' });
  server.reply({ json: message('msg_6'), headers: ID });
  const other = anthropic.withOptions({ timeout: 5_000 });
  expect(other).toBeInstanceOf(Anthropic);
  await other.messages.create(QUESTION);
  expect(await events()).toMatchObject(['msg_4', 'msg_5', 'msg_6'].map((id) => ({ ...ANSWER, id })));
});

test('A stream that is left, aborted or broken is recorded with what was known, and ends as it would have', async () => {
  const anthropic = client();
  const begun = streamed('msg_7').slice(0, 5);
  server.reply({ events: begun, hangs: true }, { events: begun, hangs: true }, { events: begun, breaks: true });
  for await (const event of await anthropic.messages.create({ ...QUESTION, stream: true }))
    if (event.type === 'content_block_delta') break;
  const aborted = await anthropic.messages.create({ ...QUESTION, stream: true });
  for await (const event of aborted) if (event.type === 'content_block_delta') aborted.controller.abort();
  const broken = await anthropic.messages.create({ ...QUESTION, stream: true });
  const read = async (): Promise<void> => {
    for await (const _event of broken);
  };
  await expect(read()).rejects.toThrow('terminated');
  const left = { kind: 'answer', id: 'msg_7', output_tokens: 1, stop_reason: 'cancelled', output_is_final: false };
  const recorded = await events();
  expect(recorded).toMatchObject([left, left, { id: 'msg_7', success: false, error_text: expect.any(String) }]);
  expect(recorded.slice(0, 2).every((event) => event['error_text'] === undefined)).toBe(true);
});

test('A refusal is thrown on as it is and recorded once, also inside an invocation', async () => {
  const body = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
  server.reply({ status: 529, json: body, headers: { ...ID, 'x-should-retry': 'false' } });
  const error: unknown = await hindcast
    .invocation({ agent: 'writer' }, () => client().messages.create(QUESTION))
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Anthropic.APIError);
  const recorded = await events();
  expect(recorded.filter(({ kind }) => kind !== 'invocation')).toMatchObject([
    { kind: 'answer', model: 'claude-sonnet-5', request_id: 'req_1', success: false, error_text: expect.any(String) },
  ]);
});

test('An error that nobody handles stays unhandled', async () => {
  server.reply({ status: 400, json: { error: {} } });
  const seen = new Promise((resolve) => process.once('unhandledRejection', resolve));
  void client().messages.create(QUESTION);
  expect(await seen).toBeInstanceOf(Anthropic.BadRequestError);
  expect(await events()).toHaveLength(1);
});

test('A recorder that fails, and answers of no known shape, are no harm', async () => {
  const usage = (): never => {
    throw new Error('no recorder');
  };
  const anthropic = wrap(new Anthropic({ apiKey: 'none', baseURL: server.url() }), { hindcast: { usage } });
  server.reply({ json: message('msg_8') }, { events: streamed('msg_9') }, { json: [null, 7] });
  expect(await anthropic.messages.create(QUESTION)).toMatchObject({ id: 'msg_8' });
  expect(await anthropic.messages.stream(QUESTION).finalText()).toBe('Grüße');
  expect(await client().messages.create(QUESTION)).toEqual([null, 7]);
  expect(await events()).toMatchObject([{ model: 'claude-sonnet-5', duration_ms: expect.any(Number) }]);
  const nothing = { messages: null };
  expect(wrap(nothing)).toBe(nothing);
});
