/**
 * Records what an agent of the Claude Agent SDK does, from the messages that its `query()` yields: each turn as an invocation, with the answers
 * and the tool calls that belong to it. The library itself is never loaded. Answers and calls have the ids that Claude Code gives them
 * in its transcripts, so that one which is imported as well counts once.
 */

import { object, text, type Json } from '../../sources/read.ts';
import type { Hindcast, InvocationOptions } from '../define.ts';
import { hindcast as byDefault } from '../index.ts';
import { observed } from '../iteration.ts';
import { startTurn, type Turn } from './claude-agent/turn.ts';

export type AgentOptions = Partial<Omit<InvocationOptions, 'id'>> & {
  /** Default: the instance that `hindcast/sdk` exports. */
  readonly hindcast?: Pick<Hindcast, 'invocation'>;
};

/** The same query; what it yields is recorded when the program takes it. `agent` names the invocations; default: `claude`. */
export function wrap<Query extends object>(query: Query, options: AgentOptions = {}): Query {
  const { hindcast = byDefault, agent = 'claude', ...about } = options;
  const start = (): Turn => startTurn(hindcast, { agent, ...about });
  let turn = start();
  return observed(query, {
    item(value) {
      const message = object(value) ?? {};
      // Until then it is about the turn before: a subagent may outlive it.
      if (turn.isOver() && begins(message)) turn = start();
      turn.take(message);
    },
    over: () => turn.end(),
    threw: (error) => turn.end(error ?? 'undefined'),
  });
}

function begins({ type, subtype, parent_tool_use_id: inside }: Json): boolean {
  return subtype === 'init' || ((type === 'assistant' || type === 'stream_event') && text(inside) === undefined);
}
