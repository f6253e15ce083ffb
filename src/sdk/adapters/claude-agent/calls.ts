/** Calls: a `tool_use` block begins one, the `tool_result` block with its id ends it, and tells what became of it as in a transcript. */

import { failureOf } from '../../../sources/claude-code/result.ts';
import { list, object, text, type Json } from '../../../sources/read.ts';
import type { Run, ToolCall } from '../../define.ts';

export type Calls = {
  begin(block: Json): void;
  /** `details` is what the client says of the result apart from its words. */
  end(block: Json, details: unknown): void;
  deny(id: unknown): void;
  /** Nothing more will be heard of those that are open. */
  leave(): void;
};

/** What its transcripts are found under. */
const CLIENT = 'claude-code';

type Open = { readonly call: ToolCall; readonly startedAt: number; readonly start: number; denied: boolean };

export function openCalls(run: Run | undefined): Calls {
  const calls = new Map<string, Open>();
  return {
    begin(block) {
      const id = text(block['id']);
      if (id === undefined || calls.has(id)) return;
      const call = { id, agent: CLIENT, tool: text(block['name']) ?? 'unknown', params: block['input'] };
      calls.set(id, { call, startedAt: Date.now(), start: performance.now(), denied: false });
    },
    end(block, details) {
      const id = text(block['tool_use_id']) ?? '';
      const open = calls.get(id);
      calls.delete(id);
      if (open === undefined) return;
      const { call, startedAt, start, denied } = open;
      const elapsedMs = Math.round(performance.now() - start);
      const how = resultOf(block, { tool: call.tool, interrupted: object(details)?.['interrupted'] === true });
      run?.call({ ...call, startedAt, elapsedMs, ...how, ...(denied ? { outcome: 'denied' } : {}) });
    },
    deny(id) {
      const open = calls.get(text(id) ?? '');
      if (open !== undefined) open.denied = true;
    },
    leave() {
      for (const { call, startedAt } of calls.values()) run?.call({ ...call, startedAt, outcome: 'unknown' });
      calls.clear();
    },
  };
}

function resultOf(block: Json, { tool, interrupted }: { tool: string; interrupted: boolean }): Partial<ToolCall> {
  const { content } = block;
  const texts = list(content).map((part) => object(part)?.['text'] ?? object(object(part)?.['source'])?.['data']);
  const output = typeof content === 'string' ? content : texts.length === 1 ? texts[0] : texts;
  if (block['is_error'] !== true) return { output, ...(interrupted ? { outcome: 'cancelled' } : {}) };
  const words = typeof content === 'string' ? content : text(texts[0]);
  const { outcome, exit_code: exitCode, error_text: error } = failureOf(words ?? '', tool);
  return { output, outcome, exitCode, error: error ?? 'is_error' };
}
