/** The AI SDK itself, with its own models for tests, recorded into a real log. */

import {
  dynamicTool,
  generateText,
  jsonSchema,
  simulateReadableStream,
  stepCountIs,
  streamText,
  tool,
  wrapLanguageModel,
} from 'ai';
import { MockLanguageModelV3 } from 'ai/test';
import { expect, test } from 'vitest';
import { middleware, wrapTools } from '../../../src/sdk/adapters/vercel-ai.ts';
import { usageOf } from '../../../src/sdk/adapters/vercel-ai/usage.ts';
import { openLog } from './log.ts';

const { hindcast, events } = openLog();

const USAGE = {
  inputTokens: { total: 100, noCache: 20, cacheRead: 50, cacheWrite: 30 },
  outputTokens: { total: 7, text: 5, reasoning: 2 },
  raw: { cache_creation: { ephemeral_1h_input_tokens: 10 }, service_tier: 'priority' },
};
const TOKENS = {
  input_tokens: 20,
  cache_read_tokens: 50,
  cache_write_5m_tokens: 20,
  cache_write_1h_tokens: 10,
  output_tokens: 7,
  reasoning_tokens: 2,
};
type Streamed = Awaited<ReturnType<MockLanguageModelV3['doStream']>>['stream'];
type Part = Streamed extends ReadableStream<infer P> ? P : never;

const FIRST: Part = { type: 'text-delta', id: '1', delta: 'Grüße ' };
const START: readonly Part[] = [
  { type: 'stream-start', warnings: [] },
  { type: 'response-metadata', id: 'msg_1', modelId: 'claude-sonnet-4-5' },
  { type: 'text-start', id: '1' },
  FIRST,
  { type: 'text-delta', id: '1', delta: 'aus Köln' },
];
const FINISH: Part = { type: 'finish', usage: USAGE, finishReason: { unified: 'stop', raw: 'end_turn' } };

const ASK = { prompt: [] };

type Model = ConstructorParameters<typeof MockLanguageModelV3>[0];

function recordedModel(model: Model, given: Parameters<typeof middleware>[0] = { hindcast }) {
  return wrapLanguageModel({
    model: new MockLanguageModelV3({ modelId: 'asked-for', ...model }),
    middleware: middleware(given),
  });
}

function streaming(parts: readonly Part[]): Model {
  const response = { headers: { 'request-id': 'req_1' } };
  return { doStream: async () => ({ stream: simulateReadableStream({ chunks: [...parts] }), response }) };
}

async function all<T>(iterable: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of iterable) items.push(item);
  return items;
}

const inputSchema = jsonSchema<{ command: string }>({ type: 'object' });

/** A model that calls `Bash` and then answers. */
function calling(): Model {
  const input = JSON.stringify({ command: 'ls /private/place' });
  return {
    doGenerate: [
      {
        content: [{ type: 'tool-call', toolCallId: 'toolu_1', toolName: 'Bash', input }],
        finishReason: { unified: 'tool-calls', raw: 'tool_use' },
        usage: USAGE,
        warnings: [],
      },
      {
        content: [{ type: 'text', text: 'Grüße aus Köln' }],
        finishReason: { unified: 'stop', raw: undefined },
        usage: USAGE,
        response: { id: 'msg_2', modelId: 'claude-sonnet-4-5-20250929' },
        warnings: [],
      },
    ],
  };
}

test('Answers and tool calls of generateText belong to the invocation around them, without their contents', async () => {
  const tools = { Bash: tool({ inputSchema, execute: async () => 'private output' }) };
  const text = await hindcast.invocation({ agent: 'writer' }, async () => {
    const model = recordedModel(calling());
    const stopWhen = stepCountIs(3);
    const given = { model, stopWhen, tools: wrapTools(tools, { hindcast }), prompt: 'private question' };
    return (await generateText(given)).text;
  });
  expect(text).toBe('Grüße aus Köln');
  const logged = await events();
  expect(logged.filter(({ kind }) => kind === 'answer')).toMatchObject([
    { model: 'asked-for', stop_reason: 'tool_use', output_bytes: 0, service_tier: 'priority', ...TOKENS },
    {
      model: 'claude-sonnet-4-5-20250929',
      request_id: 'msg_2',
      stop_reason: 'stop',
      output_bytes: 17,
      duration_ms: expect.any(Number),
      attributes: { invocation_id: logged[0]?.['id'], provider: 'mock-provider' },
      ...TOKENS,
    },
  ]);
  expect(logged.filter(({ kind }) => kind === 'call')).toMatchObject([
    { tool: 'Bash', outcome: 'ok', target: 'ls /private/place', output_bytes: 14, duration_ms: expect.any(Number) },
  ]);
  expect(new Set(logged.map(({ session_id }) => session_id)).size).toBe(1);
  expect(JSON.stringify(logged)).not.toMatch(/private (?:output|question)|Köln/);
});

test('A streamed answer gives the same parts, and is recorded when it was read, in the session that asked', async () => {
  const given = streaming([...START, FINISH]);
  const parts = await all(streamText({ model: new MockLanguageModelV3(given), prompt: 'x' }).textStream);
  const model = recordedModel(given);
  const result = hindcast.session('asked-here', () => streamText({ model, prompt: 'x' }));
  expect(await all(result.textStream)).toEqual(parts);
  expect(await events()).toMatchObject([
    {
      kind: 'answer',
      session_id: 'asked-here',
      model: 'claude-sonnet-4-5',
      request_id: 'req_1',
      stop_reason: 'end_turn',
      output_bytes: 17,
      ttft_ms: expect.any(Number),
      ...TOKENS,
    },
  ]);
});

test('A stream that its reader leaves is read no further, ended at its source, and recorded as far as it came', async () => {
  let reason: unknown;
  let asked = 0;
  const source = new ReadableStream<Part>(
    { pull: (controller) => controller.enqueue((asked++, FIRST)), cancel: (given) => void (reason = given) },
    { highWaterMark: 0 },
  );
  const { stream } = await recordedModel({ doStream: async () => ({ stream: source }) }).doStream(ASK);
  expect(asked).toBe(0);
  const reader = stream.getReader();
  expect((await reader.read()).value).toBe(FIRST);
  await reader.cancel('enough');
  expect({ asked, reason }).toEqual({ asked: 1, reason: 'enough' });
  const [answer] = await events();
  expect(answer).toMatchObject({ model: 'asked-for', stop_reason: 'cancelled', output_bytes: 8 });
  expect(answer).not.toHaveProperty('output_tokens');
});

test('Errors reach the program as they were thrown: by the question, by the stream, and as a part of it', async () => {
  const error = new RangeError('too many tokens');
  const failing = async (): Promise<never> => Promise.reject(error);
  const broken = new ReadableStream<Part>({ pull: (controller) => controller.error(error) });
  await expect(recordedModel({ doGenerate: failing }).doGenerate(ASK)).rejects.toBe(error);
  await expect(recordedModel({ doStream: failing }).doStream(ASK)).rejects.toBe(error);
  const { stream } = await recordedModel({ doStream: async () => ({ stream: broken }) }).doStream(ASK);
  await expect(stream.getReader().read()).rejects.toBe(error);
  const parts = [...START, { type: 'error' as const, error }, FINISH];
  expect(await all((await recordedModel(streaming(parts)).doStream(ASK)).stream)).toEqual(parts);
  const failure = { success: false, error_class: 'RangeError', error_text: 'RangeError: too many tokens' };
  expect(await events()).toMatchObject([failure, failure, failure, { ...failure, ...TOKENS }]);

  const abort = new DOMException('stop', 'AbortError');
  await expect(recordedModel({ doGenerate: () => Promise.reject(abort) }).doGenerate(ASK)).rejects.toBe(abort);
  const [cancelled] = await events();
  expect(cancelled).toMatchObject({ stop_reason: 'cancelled' });
  expect(cancelled).not.toHaveProperty('error_class');
});

test('An error of a model is recorded with its answer, and not once more by the invocation', async () => {
  const error = new Error('no');
  const model = recordedModel({ doGenerate: async () => Promise.reject(error) });
  const asking = hindcast.invocation({ agent: 'writer' }, async () => await model.doGenerate(ASK));
  await expect(asking).rejects.toBe(error);
  expect((await events()).map(({ kind }) => kind)).toEqual(['invocation', 'answer', 'invocation']);
});

const CALLED = { toolCallId: 'call_1', messages: [] };
const INPUT = { command: 'ls' };

test('A tool is the same but for its execute, which answers and throws what it did', async () => {
  const error = new TypeError('no such file');
  const output = { text: 'four' };
  const tools = {
    now: tool({ inputSchema, execute: () => output }),
    failing: tool({ inputSchema, execute: async (): Promise<string> => Promise.reject(error) }),
    elsewhere: tool({ inputSchema, description: 'in a browser', outputSchema: inputSchema }),
    dynamic: dynamicTool({ inputSchema, description: 'made of nothing', execute: async () => output }),
  };
  const wrapped = wrapTools(tools, { hindcast });
  expect(Object.keys(wrapped)).toEqual(Object.keys(tools));
  expect(wrapped.elsewhere).toBe(tools.elsewhere);
  expect({ ...wrapped.dynamic, execute: undefined }).toEqual({ ...tools.dynamic, execute: undefined });
  expect(wrapped.now.execute?.(INPUT, CALLED)).toBe(output);
  expect(await wrapped.dynamic.execute?.(INPUT, CALLED)).toBe(output);
  await expect(wrapped.failing.execute?.(INPUT, CALLED)).rejects.toBe(error);
  expect(await events()).toMatchObject([
    { tool: 'now', outcome: 'ok', target: 'ls', output_bytes: 4, attributes: { tool_call_id: 'call_1' } },
    { tool: 'dynamic', outcome: 'ok' },
    { tool: 'failing', outcome: 'tool_error', error_text: 'TypeError: no such file' },
  ]);
});

test('A tool that answers in steps is one call, which ends with its last step, its error, or its reader', async () => {
  const error = new Error('broke');
  let isClosed = false;
  const steps = {
    inputSchema,
    async *execute({ command }: { command: string }) {
      try {
        yield 'a';
        if (command === 'fail') throw error;
        yield 'bb';
      } finally {
        isClosed = true;
      }
    },
  };
  const { steps: wrapped } = wrapTools({ steps }, { hindcast });
  expect(await all(wrapped.execute(INPUT))).toEqual(['a', 'bb']);
  await expect(all(wrapped.execute({ command: 'fail' }))).rejects.toBe(error);
  isClosed = false;
  for await (const item of wrapped.execute(INPUT)) if (item === 'a') break;
  expect(isClosed).toBe(true);
  expect(await events()).toMatchObject([
    { outcome: 'ok', output_bytes: 2 },
    { outcome: 'tool_error', error_text: 'broke' },
    { outcome: 'cancelled', output_bytes: 1 },
  ]);
});

test('What goes wrong in recording never reaches the program', async () => {
  const fail = (): never => {
    throw new Error('cannot record');
  };
  const broken = { hindcast: { usage: fail, call: fail } };
  const { stream } = await recordedModel(streaming([...START, FINISH]), broken).doStream(ASK);
  expect(await all(stream)).toHaveLength(START.length + 1);
  expect((await recordedModel(calling(), broken).doGenerate(ASK)).content).toHaveLength(1);
  expect(wrapTools({ now: { execute: () => 4 } }, broken).now.execute()).toBe(4);
});

test('Models of version 2 count cached tokens as their provider does', () => {
  const usage = { inputTokens: 100, cachedInputTokens: 40, outputTokens: 7, reasoningTokens: 2 };
  const metadata = { anthropic: { cacheCreationInputTokens: 30 } };
  const answer = { usage, finishReason: 'stop', providerMetadata: metadata };
  const tokens = { cacheReadTokens: 40, cacheWriteTokens: 30, outputTokens: 7, reasoningTokens: 2, stopReason: 'stop' };
  const model = (provider: string) => ({ provider, modelId: 'm' });
  expect(usageOf(answer, model('anthropic.messages'))).toMatchObject({ inputTokens: 100, ...tokens });
  expect(usageOf(answer, model('openai.chat'))).toMatchObject({ inputTokens: 60, ...tokens });
  expect(usageOf({}, model('openai.chat')).inputTokens).toBeUndefined();
});
