/** LangChain itself, with its own models for tests and real tools, recorded into a real log. */

import { InMemoryCache } from '@langchain/core/caches';
import type { CallbackManagerForLLMRun } from '@langchain/core/callbacks/manager';
import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { AIMessage, AIMessageChunk, ToolMessage, type BaseMessage } from '@langchain/core/messages';
import { ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs';
import { RunnableLambda } from '@langchain/core/runnables';
import { DynamicStructuredTool, DynamicTool } from '@langchain/core/tools';
import { FakeListChatModel, FakeLLM } from '@langchain/core/utils/testing';
import { expect, test } from 'vitest';
import { callbacks } from '../../../src/sdk/adapters/langchain.ts';
import { openLog } from './log.ts';

const { hindcast, events } = openLog();
const handler = callbacks({ hindcast });
const config = { callbacks: [handler] };

const USAGE = {
  input_tokens: 100,
  output_tokens: 7,
  total_tokens: 107,
  input_token_details: { cache_read: 50, cache_creation: 30 },
  output_token_details: { reasoning: 2 },
};
const ANSWER = {
  kind: 'answer',
  model: 'claude-sonnet-4-5',
  stop_reason: 'end_turn',
  input_tokens: 20,
  cache_read_tokens: 50,
  cache_write_5m_tokens: 30,
  output_tokens: 7,
  reasoning_tokens: 2,
  output_bytes: 17,
  duration_ms: expect.any(Number),
};
const TOLD = {
  usage_metadata: USAGE,
  response_metadata: { model_name: 'claude-sonnet-4-5', stop_reason: 'end_turn' },
};

/** A model that says what those of providers say. */
class Model extends BaseChatModel {
  _llmType(): string {
    return 'test';
  }
  async _generate(_messages: BaseMessage[], options: this['ParsedCallOptions']): Promise<ChatResult> {
    options.signal?.throwIfAborted();
    const message = Object.assign(new AIMessage('Grüße aus Köln'), TOLD);
    return { generations: [{ text: 'Grüße aus Köln', message }] };
  }
}

class StreamingModel extends Model {
  override async *_streamResponseChunks(
    _messages: BaseMessage[],
    _options: this['ParsedCallOptions'],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    for (const [text, told] of [
      ['Grüße ', {}],
      ['aus Köln', TOLD],
    ] as const) {
      yield new ChatGenerationChunk({ text, message: Object.assign(new AIMessageChunk(text), told) });
      await runManager?.handleLLMNewToken(text);
    }
  }
}

test('An answer has its tokens, and belongs to the invocation around it, without its contents', async () => {
  const asking = hindcast.invocation({ agent: 'writer' }, () => new Model({}).invoke('private question', config));
  expect((await asking).content).toBe('Grüße aus Köln');
  const logged = await events();
  expect(logged.map(({ kind }) => kind)).toEqual(['invocation', 'answer', 'invocation']);
  expect(logged[1]).toMatchObject({ ...ANSWER, attributes: { invocation_id: logged[0]?.['id'] } });
  expect(JSON.stringify(logged)).not.toMatch(/private question|Köln/);
});

test('A streamed answer gives the same parts, and says when the first came', async () => {
  const contents = async (options: object): Promise<unknown[]> => {
    const parts: unknown[] = [];
    const stream = await hindcast.session('asked-here', () => new StreamingModel({}).stream('x', options));
    for await (const { content } of stream) parts.push(content);
    return parts;
  };
  expect(await contents(config)).toEqual(await contents({}));
  expect(await events()).toMatchObject([{ ...ANSWER, session_id: 'asked-here', ttft_ms: expect.any(Number) }]);
});

test('Several questions at once are as many answers; of one out of a cache no tokens are counted', async () => {
  const model = new FakeListChatModel({ responses: ['a', 'bb'], cache: new InMemoryCache() });
  await model.batch(['one', 'two'], config);
  await model.invoke('one', config);
  const logged = await events();
  expect(logged.map(({ output_bytes }) => output_bytes).toSorted()).toEqual([1, 1, 2]);
  expect(logged[2]).toMatchObject({ kind: 'answer', attributes: { cached: true } });
  expect(logged[2]).not.toHaveProperty('output_tokens');

  expect(await new FakeLLM({ response: 'four' }).invoke('x', config)).toBe('four');
  const [answer] = await events();
  expect(answer).toMatchObject({ kind: 'answer', output_bytes: 4 });
  expect([...logged, answer].map((event) => event?.['request_id'])).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('An error of a model reaches the program as it was thrown, and is recorded once', async () => {
  const model = new FakeListChatModel({ responses: ['a'] });
  const asking = model.invoke('x', { ...config, thrownErrorString: 'overloaded' });
  await expect(asking).rejects.toThrow('overloaded');
  const chain = RunnableLambda.from(() => model.invoke('x', { ...config, thrownErrorString: 'overloaded' }));
  await expect(hindcast.invocation({ agent: 'a' }, () => chain.invoke('x', config))).rejects.toThrow('overloaded');
  const failure = { kind: 'answer', success: false, error_text: 'overloaded' };
  const invocation = { kind: 'invocation' };
  expect(await events()).toMatchObject([failure, invocation, failure, { ...invocation, status: 'failure' }]);
});

test('A question that was taken back is no failure', async () => {
  const asking = RunnableLambda.from(() => new Model({}).invoke('x', { ...config, signal: AbortSignal.abort() }));
  await expect(asking.invoke('x', config)).rejects.toThrow(/abort/i);
  const logged = await events();
  expect(logged).toMatchObject([{ kind: 'answer', stop_reason: 'cancelled' }]);
  expect(logged[0]).not.toHaveProperty('error_class');
});

test('Tools are calls, with what they were about, and how they ended', async () => {
  const error = new RangeError('no such place');
  const shell = new DynamicTool({ name: 'Bash', description: '', func: async () => 'private output' });
  const schema = { type: 'object' };
  const reader = new DynamicStructuredTool({
    name: 'Read',
    description: '',
    schema,
    func: async ({ path }) => (path === 'far' ? Promise.reject(error) : { degrees: 4 }),
  });
  const refused = new ToolMessage({ content: 'not found', status: 'error', tool_call_id: 'call_2' });
  const judged = new DynamicStructuredTool({ name: 'Judged', description: '', schema, func: async () => refused });
  expect(await shell.invoke('ls', config)).toBe('private output');
  const asked = (path: string) => ({ type: 'tool_call' as const, id: 'call_1', name: 'Read', args: { path } });
  expect(await reader.invoke(asked('/a.md'), config)).toBeInstanceOf(ToolMessage);
  await expect(reader.invoke(asked('far'), config)).rejects.toBe(error);
  expect(await judged.invoke(asked('any'), config)).toBe(refused);
  const logged = await events();
  expect(logged).toMatchObject([
    { kind: 'call', tool: 'Bash', outcome: 'ok', input_bytes: 2, output_bytes: 14, duration_ms: expect.any(Number) },
    { tool: 'Read', outcome: 'ok', target: '/a.md', attributes: { tool_call_id: 'call_1' } },
    { tool: 'Read', outcome: 'tool_error', target: 'far', error_text: 'RangeError: no such place' },
    { tool: 'Judged', outcome: 'tool_error', error_text: 'not found' },
  ]);
  expect(JSON.stringify(logged)).not.toContain('private output');
});

test('An error of a chain is recorded at its root, once', async () => {
  const error = new TypeError('wrong step');
  const failing = RunnableLambda.from(() => Promise.reject(error));
  const chain = RunnableLambda.from((x: string) => x).pipe(failing);
  await expect(chain.invoke('x', config)).rejects.toBe(error);
  expect(await events()).toMatchObject([{ kind: 'error', error_class: 'TypeError', error_text: 'wrong step' }]);
});

test('A graph that stops to ask somebody has not failed', async () => {
  const pause = Object.assign(new Error('Approve?'), { is_bubble_up: true });
  const asking = new DynamicTool({ name: 'Ask', description: '', func: () => Promise.reject(pause) });
  const graph = RunnableLambda.from(() => asking.invoke('x', config));
  await expect(graph.invoke('x', config)).rejects.toBe(pause);
  const logged = await events();
  expect(logged).toMatchObject([{ kind: 'call', tool: 'Ask', outcome: 'cancelled' }]);
  expect(logged[0]).not.toHaveProperty('error_text');
});

test('What goes wrong in recording never reaches the program', async () => {
  const fail = (): never => {
    throw new Error('cannot record');
  };
  const broken = { callbacks: [callbacks({ hindcast: { usage: fail, call: fail, recordError: fail } })] };
  expect((await new FakeListChatModel({ responses: ['a'] }).invoke('x', broken)).content).toBe('a');
  for (const callback of ['handleLLMEnd', 'handleLLMNewToken', 'handleToolEnd'] as const) handler[callback]();
  expect(await events()).toEqual([]);
});
