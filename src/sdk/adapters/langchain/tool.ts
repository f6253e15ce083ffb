/** A tool call of LangChain, as the log has it. */

import type { ToolCall } from '../../define.ts';
import { read, textOf } from '../../plain.ts';
import { attempt } from '../../trouble.ts';

export type Started = {
  readonly tool: unknown;
  readonly input: unknown;
  readonly name: unknown;
  readonly id: unknown;
};

/** Parameters come as JSON, or as the one text that the tool takes. */
export function startOf({ tool, input, name, id }: Started): ToolCall {
  return {
    tool: textOf(name) ?? textOf(read(tool, 'name')) ?? 'unknown',
    params: paramsOf(input),
    attributes: { tool_call_id: id },
  };
}

/** A tool may answer with a message of its own, which says when it failed. */
export function endOf(output: unknown): Pick<ToolCall, 'output' | 'error'> {
  const content = read(output, 'content') ?? output;
  return read(output, 'status') === 'error'
    ? { output: content, error: textOf(content) ?? 'error' }
    : { output: content };
}

/** What is thrown may also be how a graph stops to ask somebody, which is no failure. */
export function failedBy(error: unknown): Pick<ToolCall, 'error' | 'outcome'> {
  return isPause(error) ? { outcome: 'cancelled' } : { error: error ?? 'undefined' };
}

export function isPause(error: unknown): boolean {
  return read(error, 'is_bubble_up') === true;
}

function paramsOf(input: unknown): unknown {
  if (typeof input !== 'string') return input;
  let parsed: unknown;
  if (input.startsWith('{')) attempt(() => (parsed = JSON.parse(input)));
  return parsed ?? { input };
}
