/** The real client of OpenAI against a server on this machine; what it leaves in the log. */

import OpenAI, { APIPromise } from 'openai';
import { Stream } from 'openai/core/streaming';
import { expect, test } from 'vitest';
import { wrap } from '../../../src/sdk/adapters/openai.ts';
import { openLog } from './log.ts';
import { openModelServer } from './model-server.ts';

const server = openModelServer();
const { hindcast, events } = openLog();

function client(): OpenAI {
  return wrap(new OpenAI({ apiKey: 'none', baseURL: server.url(), maxRetries: 0 }), { hindcast });
}

const QUESTION = { model: 'gpt-5', messages: [{ role: 'user' as const, content: 'Hi' }] };
const USAGE = {
  prompt_tokens: 100,
  completion_tokens: 20,
  total_tokens: 120,
  prompt_tokens_details: { cached_tokens: 60, cache_write_tokens: 10, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 8 },
};
const ID = { 'x-request-id': 'req_1' };
const TOLD = { id: 'chatcmpl-1', created: 1_770_000_000, model: 'gpt-5-2026-01-01', service_tier: 'default' };
const COMPLETION = {
  ...TOLD,
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Grüße', refusal: null }, finish_reason: 'stop' }],
  usage: USAGE,
};

function chunks(usage?: object): Record<string, unknown>[] {
  const chunk = (delta: object, finish: string | null): Record<string, unknown> => ({
    ...TOLD,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
  const last = usage === undefined ? [] : [{ ...TOLD, object: 'chat.completion.chunk', choices: [], usage }];
  return [
    chunk({ role: 'assistant', content: '' }, null),
    chunk({ content: 'Grü' }, null),
    chunk({ content: 'ße' }, null),
    chunk({}, 'stop'),
    ...last,
  ];
}

const TOKENS = {
  input_tokens: 30,
  cache_read_tokens: 60,
  cache_write_5m_tokens: 10,
  output_tokens: 20,
  reasoning_tokens: 8,
  output_is_final: true,
};
const ANSWER = {
  kind: 'answer',
  observers: 'sdk',
  model: 'gpt-5-2026-01-01',
  request_id: 'req_1',
  output_bytes: 7,
  stop_reason: 'stop',
  duration_ms: expect.any(Number),
};

test('A whole completion is recorded, and the promise stays what it is', async () => {
  const openai = client();
  server.reply({ json: COMPLETION, headers: ID }, { json: COMPLETION });
  const promise = openai.chat.completions.create(QUESTION);
  expect(promise).toBeInstanceOf(APIPromise);
  const { data, request_id: request } = await promise.withResponse();
  expect({ data, request }).toMatchObject({ data: COMPLETION, request: 'req_1' });
  const raw = await openai.chat.completions.create(QUESTION).asResponse();
  expect(await raw.json()).toEqual(COMPLETION);
  const recorded = await events();
  expect(recorded).toMatchObject([{ ...ANSWER, ...TOKENS }]);
  expect(recorded[0]).not.toHaveProperty('service_tier');
});

test('Streams give the same chunks, and have tokens only when the program asked for them', async () => {
  const openai = client();
  server.reply({ events: [...chunks(USAGE), 'data: [DONE]\n\n'], headers: ID });
  server.reply({ events: [...chunks(), 'data: [DONE]\n\n'], headers: ID });
  const full = { ...QUESTION, stream: true, stream_options: { include_usage: true } } as const;
  const seen: unknown[] = [];
  const stream = await openai.chat.completions.create(full);
  expect(stream).toBeInstanceOf(Stream);
  for await (const chunk of stream) seen.push(chunk);
  expect(seen).toEqual(chunks(USAGE));
  for await (const _chunk of await openai.chat.completions.create({ ...QUESTION, stream: true }));
  expect(server.asked.at(-1)).toEqual({ ...QUESTION, stream: true });
  const [whole, without] = await events();
  expect(whole).toMatchObject({ ...ANSWER, ...TOKENS, ttft_ms: expect.any(Number) });
  expect(without).toMatchObject(ANSWER);
  expect(without).not.toHaveProperty('output_tokens');
  // Servers that speak the same language give one id to several completions.
  expect(whole?.['id']).not.toBe(without?.['id']);
});

test('What is built on completions is recorded once: parse, stream, tee', async () => {
  const openai = wrap(client(), { hindcast });
  server.reply({ json: COMPLETION, headers: ID });
  expect((await openai.chat.completions.parse(QUESTION)).choices[0]?.message.content).toBe('Grüße');
  server.reply(...[1, 2].map(() => ({ events: [...chunks(USAGE), 'data: [DONE]\n\n'], headers: ID })));
  expect(await openai.chat.completions.stream(QUESTION).finalContent()).toBe('Grüße');
  const [left, right] = (await openai.withOptions({}).chat.completions.create({ ...QUESTION, stream: true })).tee();
  for await (const _chunk of left);
  for await (const _chunk of right);
  expect(await events()).toMatchObject(Array(3).fill({ ...ANSWER, ...TOKENS }));
});

const RESPONSE = {
  id: 'resp_1',
  object: 'response',
  status: 'completed',
  model: 'gpt-5-2026-01-01',
  service_tier: 'flex',
  output: [
    { type: 'web_search_call', id: 'ws_1', status: 'completed' },
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Grüße', annotations: [] }] },
  ],
  usage: {
    input_tokens: 100,
    input_tokens_details: { cached_tokens: 60, cache_write_tokens: 10 },
    output_tokens: 20,
    output_tokens_details: { reasoning_tokens: 8 },
    total_tokens: 120,
  },
};

test('Answers of the Responses API are recorded, whole and in pieces', async () => {
  const openai = client();
  const begun = { ...RESPONSE, status: 'in_progress', output: [], usage: null };
  server.reply({ json: RESPONSE, headers: ID });
  server.reply({
    events: [
      { type: 'response.created', response: begun },
      { type: 'response.output_text.delta', delta: 'Grüße' },
      { type: 'response.completed', response: RESPONSE },
    ],
    headers: ID,
  });
  const question = { model: 'gpt-5', input: 'Hi' };
  expect((await openai.responses.create(question)).output_text).toBe('Grüße');
  const types: string[] = [];
  for await (const { type } of await openai.responses.create({ ...question, stream: true })) types.push(type);
  expect(types).toEqual(['response.created', 'response.output_text.delta', 'response.completed']);
  const told = { ...ANSWER, ...TOKENS, stop_reason: 'completed', service_tier: 'flex', web_searches: 1 };
  expect(await events()).toMatchObject([told, { ...told, ttft_ms: expect.any(Number) }]);
});

test('What fails or is left early is recorded as that, and ends as it would have', async () => {
  const openai = client();
  const failed = { ...RESPONSE, id: 'resp_2', status: 'failed', error: { code: 'server_error', message: 'Oh' } };
  server.reply(
    { status: 429, json: { error: { message: 'Slow down', code: 'rate_limit_exceeded' } }, headers: ID },
    { events: [{ type: 'response.failed', response: failed }] },
    { events: chunks().slice(0, 2), hangs: true },
    { events: [], hangs: true },
  );
  await expect(openai.chat.completions.create(QUESTION)).rejects.toBeInstanceOf(OpenAI.RateLimitError);
  for await (const _event of await openai.responses.create({ model: 'gpt-5', input: 'Hi', stream: true }));
  for await (const chunk of await openai.chat.completions.create({ ...QUESTION, stream: true }))
    if (chunk.choices[0]?.delta.content === 'Grü') break;
  const { signal, abort } = abortable();
  const promise = openai.chat.completions.create(QUESTION, { signal });
  setTimeout(abort, 20);
  await expect(promise).rejects.toBeInstanceOf(OpenAI.APIUserAbortError);
  expect(await events()).toMatchObject([
    { model: 'gpt-5', request_id: 'req_1', success: false, error_class: 'RateLimitError' },
    { model: 'gpt-5-2026-01-01', success: false, error_class: 'server_error', error_text: 'server_error: Oh' },
    { model: 'gpt-5-2026-01-01', stop_reason: 'cancelled', output_bytes: 4 },
    { model: 'gpt-5', stop_reason: 'cancelled' },
  ]);
});

function abortable(): { signal: AbortSignal; abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
