/**
 * Queries of the Claude Agent SDK, played from messages of the shapes that it publishes: its package cannot be had without a client for every
 * platform. The query has the form of the real one: an object with private state, which hands out another to iterate over.
 */

import { expect, test } from 'vitest';
import { wrap } from '../../../src/sdk/adapters/claude-agent.ts';
import { openLog } from './log.ts';

const { hindcast, events } = openLog();

type Message = Record<string, unknown>;

class Query {
  #interrupted = false;
  readonly #messages: AsyncGenerator<Message, void>;
  constructor(messages: readonly Message[], thrown?: Error) {
    this.#messages = play(messages, thrown);
  }
  next(): Promise<IteratorResult<Message, void>> {
    return this.#messages.next();
  }
  async interrupt(): Promise<boolean> {
    return (this.#interrupted = !this.#interrupted);
  }
  [Symbol.asyncIterator](): AsyncGenerator<Message, void> {
    return this.#messages;
  }
}

async function* play(messages: readonly Message[], thrown: Error | undefined): AsyncGenerator<Message, void> {
  for (const message of messages) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    yield message;
  }
  if (thrown !== undefined) throw thrown;
}

async function all(query: Query): Promise<Message[]> {
  const seen: Message[] = [];
  for await (const message of query) seen.push(message);
  return seen;
}

const SESSION = { session_id: '11111111-2222-4333-8444-555555555555', parent_tool_use_id: null };
const INIT = { type: 'system', subtype: 'init', model: 'claude-sonnet-5', tools: ['Bash'], ...SESSION };

function assistant(id: string, block: object, more: { stop?: string; inside?: string; output?: number } = {}): Message {
  const usage = { input_tokens: 4, cache_read_input_tokens: 900, cache_creation_input_tokens: 30 };
  return {
    type: 'assistant',
    message: {
      id,
      role: 'assistant',
      model: 'claude-sonnet-5',
      content: [block],
      stop_reason: more.stop ?? null,
      usage: { ...usage, output_tokens: more.output ?? 1 },
    },
    ...SESSION,
    parent_tool_use_id: more.inside ?? null,
    request_id: `req_${id}`,
  };
}

const text = (words: string) => ({ type: 'text', text: words });
const use = (id: string, name: string, input: object) => ({ type: 'tool_use', id, name, input });

function result(id: string, content: unknown, more: { failed?: boolean; details?: unknown } = {}): Message {
  const block = { type: 'tool_result', tool_use_id: id, content, ...(more.failed === true ? { is_error: true } : {}) };
  return { type: 'user', message: { role: 'user', content: [block] }, ...SESSION, tool_use_result: more.details };
}

function ended(more: Message = {}): Message {
  const told = { duration_ms: 1234, duration_api_ms: 900, num_turns: 3, total_cost_usd: 0.25, stop_reason: 'end_turn' };
  return { type: 'result', subtype: 'success', is_error: false, result: 'Done', ...told, ...SESSION, ...more };
}

test('A turn is an invocation, and what the agent answered and called belongs to it', async () => {
  const played = [
    INIT,
    assistant('msg_1', text('Grüße')),
    assistant('msg_1', use('toolu_1', 'Bash', { command: 'npm test' })),
    result('toolu_1', 'Exit code 2\nfailed', { failed: true }),
    assistant('msg_2', use('toolu_2', 'Read', { file_path: '/srv/a.ts' }), { output: 40, stop: 'tool_use' }),
    assistant('msg_2', use('toolu_3', 'Write', { file_path: '/srv/b.ts' }), { output: 44, stop: 'tool_use' }),
    { type: 'system', subtype: 'permission_denied', tool_name: 'Write', tool_use_id: 'toolu_3', ...SESSION },
    result('toolu_2', [text('four')]),
    result('toolu_3', 'Permission to use Write has been denied.', { failed: true }),
    assistant('msg_3', use('toolu_4', 'Agent', { subagent_type: 'Explore' }), { inside: 'toolu_9' }),
    ended(),
    { type: 'system', subtype: 'session_state_changed', ...SESSION },
  ];
  const query = wrap(new Query(played), { hindcast, agent: 'fixer', taskType: 'bug_fix' });
  expect(query).toBeInstanceOf(Query);
  expect(await query.interrupt()).toBe(true);
  expect(await hindcast.session('mine', () => all(query))).toEqual(played);
  const recorded = await events();
  const invocation = recorded.findLast(({ kind }) => kind === 'invocation');
  expect(invocation).toMatchObject({
    name: 'fixer',
    task_type: 'bug_fix',
    status: 'success',
    success: true,
    attributes: { outcome: { turns: 3, total_cost_usd: 0.25, duration_ms: 1234 } },
  });
  const mine = { attributes: { invocation_id: invocation?.['id'] } };
  const tokens = {
    agent: 'claude-code',
    input_tokens: 4,
    cache_read_tokens: 900,
    cache_write_5m_tokens: 30,
    model: 'claude-sonnet-5',
  };
  expect(recorded.filter(({ kind }) => kind === 'answer')).toMatchObject([
    { id: 'msg_1', ...tokens, ...mine, output_bytes: 7, output_is_final: false, request_id: 'req_msg_1' },
    { id: 'msg_2', ...tokens, output_tokens: 44, output_is_final: true, stop_reason: 'tool_use' },
    { id: 'msg_3' },
  ]);
  const call = { agent: 'claude-code', elapsed_ms: expect.any(Number) };
  expect(recorded.filter(({ kind }) => kind === 'call')).toMatchObject([
    { id: 'toolu_1', ...call, tool: 'Bash', outcome: 'command_nonzero', exit_code: 2, target: 'npm test', ...mine },
    { id: 'toolu_2', ...call, tool: 'Read', outcome: 'ok', output_bytes: 4, target: '/srv/a.ts' },
    { id: 'toolu_3', ...call, outcome: 'denied', error_class: 'permission_rule' },
    { id: 'toolu_4', outcome: 'unknown', target: 'Explore' },
  ]);
});

test('Events of an answer, where the program asked for them, complete its figures', async () => {
  const event = (told: object, more: object = {}): Message => ({
    type: 'stream_event',
    event: told,
    ...SESSION,
    ...more,
  });
  const { message } = assistant('msg_4', text(''));
  await all(
    wrap(
      new Query([
        event({ type: 'message_start', message: { ...(message as object), content: [] } }, { ttft_ms: 321 }),
        event({ type: 'content_block_delta', delta: { type: 'text_delta', text: 'Hello' } }),
        assistant('msg_4', text('Hello')),
        event({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 77 } }),
        ended(),
      ]),
      { hindcast },
    ),
  );
  expect((await events()).filter(({ kind }) => kind === 'answer')).toMatchObject([
    { id: 'msg_4', output_tokens: 77, output_is_final: true, output_bytes: 5, ttft_ms: 321, request_id: 'req_msg_4' },
  ]);
});

test('Each prompt of a query is an invocation, and what fails, is left or thrown ends one', async () => {
  const failed = ended({ subtype: 'error_max_turns', is_error: true, errors: ['Reached maximum number of turns'] });
  await all(wrap(new Query([INIT, ended(), INIT, assistant('msg_5', text('x')), failed]), { hindcast }));
  for await (const { type } of wrap(new Query([INIT, assistant('msg_6', text('x')), ended()]), { hindcast }))
    if (type === 'assistant') break;
  const error = new Error('The client ended with 1');
  await expect(all(wrap(new Query([INIT], error), { hindcast }))).rejects.toBe(error);
  const recorded = await events();
  expect(recorded.filter(({ kind, status }) => kind === 'invocation' && status !== undefined)).toMatchObject([
    { name: 'claude', status: 'success' },
    { status: 'failure', error_class: 'error_max_turns', error_text: 'Reached maximum number of turns' },
    { status: 'cancelled' },
    { status: 'failure', error_text: 'The client ended with 1' },
  ]);
  expect(recorded.filter(({ kind }) => kind === 'error')).toHaveLength(1);
});
