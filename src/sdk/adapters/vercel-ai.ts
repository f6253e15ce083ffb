/**
 * Records what the AI SDK of Vercel does: answers, by a middleware around the model, and tool calls, by wrapping `execute`. The library itself
 * is never loaded; its versions 5 to 7 are told apart by what they hand over.
 */

import { ReadableStream } from 'node:stream/web';
import type { Hindcast, ToolCall } from '../define.ts';
import { hindcast as byDefault } from '../index.ts';
import { isObject, observed } from '../iteration.ts';
import { read } from '../plain.ts';
import { startTiming } from '../timing.ts';
import { watch } from '../watch.ts';
import { startAnswer } from './vercel-ai/answer.ts';
import type { Model } from './vercel-ai/usage.ts';

export type AdapterOptions = {
  /** Default: the instance that `hindcast/sdk` exports. */
  readonly hindcast?: Pick<Hindcast, 'usage' | 'call'>;
};

/** For `wrapLanguageModel`, of the version that asks for it. */
export type Middleware<Version extends string> = {
  readonly specificationVersion: Version;
  wrapGenerate<R>(call: { doGenerate: () => PromiseLike<R>; model: Model }): Promise<R>;
  wrapStream<R extends object>(call: { doStream: () => PromiseLike<R>; model: Model }): Promise<R>;
};

/** Records every answer of a model: `wrapLanguageModel({ model, middleware: middleware() })`. */
export function middleware<Version extends string = 'v3'>(options?: AdapterOptions): Middleware<Version>;
export function middleware({ hindcast = byDefault }: AdapterOptions = {}): Middleware<string> {
  return {
    specificationVersion: 'v3',
    async wrapGenerate({ doGenerate, model }) {
      const answer = startAnswer(hindcast, model);
      const result = await answer.ask(doGenerate);
      answer.whole(result);
      return result;
    },
    async wrapStream({ doStream, model }) {
      const answer = startAnswer(hindcast, model);
      const result = await answer.ask(doStream);
      const stream = read(result, 'stream');
      if (!(stream instanceof ReadableStream)) return result;
      return copyWith(result, 'stream', answer.streamed(stream, read(result, 'response')));
    },
  };
}

/** The same tools; each execution is recorded as a call. What has no `execute` runs elsewhere, and is left as it is. */
export function wrapTools<T extends object>(tools: T, { hindcast = byDefault }: AdapterOptions = {}): T {
  let wrapped = tools;
  for (const name of Object.keys(tools)) {
    const tool = read(tools, name);
    const execute = read(tool, 'execute');
    if (!isObject(tool) || typeof execute !== 'function') continue;
    const recorded = (...args: readonly unknown[]): unknown =>
      recordedCall({ hindcast, name, args }, () => Reflect.apply(execute, tool, args));
    wrapped = copyWith(wrapped, name, copyWith(tool, 'execute', recorded));
  }
  return wrapped;
}

type Called = { readonly hindcast: Pick<Hindcast, 'call'>; readonly name: string; readonly args: readonly unknown[] };

function recordedCall({ hindcast, name, args: [params, options] }: Called, execute: () => unknown): unknown {
  const timing = startTiming();
  const over = (how: Pick<ToolCall, 'output' | 'error' | 'outcome'>): void =>
    timing.end(({ startedAt, durationMs }) => {
      const attributes = { tool_call_id: read(options, 'toolCallId') };
      hindcast.call({ tool: name, params, attributes, startedAt, durationMs, ...how });
    });
  let isLater = false;
  const result = watch(execute, {
    returned(output) {
      // The results of a generator are still to come.
      if (isLater || !isAsyncIterable(output)) over({ output });
    },
    threw: (error) => over({ error: error ?? 'undefined' }),
  });
  isLater = true;
  if (!isAsyncIterable(result)) return result;
  let output: unknown;
  return observed(result, {
    item: (value) => (output = value),
    over: (left) => over(left ? { output, outcome: 'cancelled' } : { output }),
    threw: (error) => over({ output, error: error ?? 'undefined' }),
  });
}

function isAsyncIterable(value: unknown): value is object {
  return isObject(value) && Symbol.asyncIterator in value;
}

/** A copy with one property changed: its prototype, its getters and all that is hidden stay. */
function copyWith<T extends object>(original: T, name: string, value: unknown): T {
  const property = { value, writable: true, enumerable: true, configurable: true };
  const properties = { ...Object.getOwnPropertyDescriptors(original), [name]: property };
  return Object.create(Object.getPrototypeOf(original), properties);
}
