/** Tool calls, answers and errors, of the invocation in whose scope they happen. */

import type { Details, Recording, ToolCall, Usage } from './define.ts';
import { isFirst } from './once.ts';
import { textOf } from './plain.ts';
import { answerOf, callOf, errorOf, newId, type Json } from './records.ts';
import type { Scope } from './scope.ts';
import { attempt } from './trouble.ts';
import { watch } from './watch.ts';

/** Hands a record on. `make` is not called when recording is off, and what it throws stays inside. */
export type Send = (
  kind: 'error' | 'call' | 'answer',
  make: () => { record: Json; extra?: Json; free?: readonly unknown[] },
) => void;

export function makeRecording(send: Send, scopeHere: () => Scope, order: () => number): Recording {
  const call = (given: ToolCall): string => {
    const id = textOf(given.id) ?? newId();
    send('call', () => {
      isFirst(given.error);
      const scope = scopeHere();
      const { record, extra } = callOf({ ...given, id });
      const named = { ...record, session_id: scope.sessionId, invocation_id: scope.invocationId };
      return { record: named, extra: { ...extra, ...orderOf(scope, order) } };
    });
    return id;
  };

  const usage = (given: Usage): string => {
    const id = textOf(given.id) ?? newId();
    send('answer', () => {
      isFirst(given.error);
      const scope = scopeHere();
      const { sessionId, invocationId } = scope;
      const record = { ...answerOf({ ...given, id }), session_id: sessionId, invocation_id: invocationId };
      return { record, extra: orderOf(scope, order) };
    });
    return id;
  };

  const recordError = (error: unknown, context?: Details): string => {
    const id = newId();
    isFirst(error);
    send('error', () => errorOf(error, { id, context, scope: scopeHere() }));
    return id;
  };

  function tool<T>(name: string, params: unknown, fn: () => Promise<T>): Promise<T>;
  function tool<T>(name: string, params: unknown, fn: () => T): T;
  function tool(name: string, params: unknown, fn: () => unknown): unknown {
    const [startedAt, start] = [Date.now(), performance.now()];
    const over = (how: { output?: unknown; error?: unknown }): void =>
      attempt(() => {
        call({ tool: name, params, startedAt, durationMs: Math.round(performance.now() - start), ...how });
      });
    return watch(fn, {
      returned: (output) => over({ output }),
      threw: (error) => over({ error: error ?? 'undefined' }),
    });
  }

  return { tool, call, usage, recordError };
}

function orderOf({ parentId, invocationId }: Scope, order: () => number): Json {
  return { seq: order(), subagent_id: parentId === undefined ? undefined : invocationId };
}
