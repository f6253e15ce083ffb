/**
 * Records what LangChain.js does: an object of callbacks that its models, tools and chains tell of their answers, calls and errors. The library
 * waits for it, so that all is recorded at the time and in the scope in which it happens. No callback throws.
 */

import type { Hindcast, ToolCall } from '../define.ts';
import { hindcast as byDefault } from '../index.ts';
import { isObject } from '../iteration.ts';
import { read } from '../plain.ts';
import { failureOf, isAborted } from '../timing.ts';
import { attempt } from '../trouble.ts';
import { makeRuns } from './langchain/runs.ts';
import { endOf, failedBy, isPause, startOf } from './langchain/tool.ts';
import { modelIn, usageOf } from './langchain/usage.ts';

export type AdapterOptions = {
  /** Default: the instance that `hindcast/sdk` exports. */
  readonly hindcast?: Pick<Hindcast, 'usage' | 'call' | 'recordError'>;
};

type Callback = (...args: readonly unknown[]) => void;

/** As much of a `BaseCallbackHandler` as there is to it. */
export type CallbackHandler = {
  readonly name: string;
  readonly awaitHandlers: boolean;
  readonly raiseError: boolean;
  copy(): CallbackHandler;
  readonly handleLLMStart: Callback;
  readonly handleChatModelStart: Callback;
  readonly handleLLMNewToken: Callback;
  readonly handleLLMEnd: Callback;
  readonly handleLLMError: Callback;
  readonly handleToolStart: Callback;
  readonly handleToolEnd: Callback;
  readonly handleToolError: Callback;
  readonly handleChainError: Callback;
};

/** `model.invoke(question, { callbacks: [callbacks()] })` */
export function callbacks({ hindcast = byDefault }: AdapterOptions = {}): CallbackHandler {
  const answers = makeRuns<string | undefined>();
  const calls = makeRuns<ToolCall>();
  const known = new WeakSet<object>();
  const tell = (error: unknown): unknown => {
    if (isObject(error)) known.add(error);
    return error;
  };
  const startModel: Callback = (_model, _prompts, ...[runId, , extra, , metadata]) =>
    answers.begin(runId, () => modelIn(metadata, extra));
  const handler: CallbackHandler = {
    name: 'hindcast',
    awaitHandlers: true,
    raiseError: false,
    copy: () => handler,
    handleLLMStart: startModel,
    handleChatModelStart: startModel,
    handleLLMNewToken: (_token, _index, runId) => answers.timing(runId)?.firstToken(),
    handleLLMEnd: (output, runId, ...[, , extra]) =>
      answers.end(runId, (model, times) => {
        const isCached = read(extra, 'cached') === true;
        hindcast.usage({ model, ...times, ...usageOf(output, isCached) });
      }),
    handleLLMError: (error, runId) =>
      answers.end(runId, (model, times) => hindcast.usage({ model, ...times, ...failureOf(tell(error)) })),
    handleToolStart: (tool, input, ...[runId, , , , name, id]) =>
      calls.begin(runId, () => startOf({ tool, input, name, id })),
    handleToolEnd: (output, runId) =>
      calls.end(runId, (call, times) => hindcast.call({ ...call, ...times, ...endOf(output) })),
    handleToolError: (error, runId) =>
      calls.end(runId, (call, times) => hindcast.call({ ...call, ...times, ...failedBy(tell(error)) })),
    handleChainError: (error, _runId, parentId) =>
      attempt(() => {
        // Those of models and tools have been recorded with them; those within a chain come out of its root as well.
        const isKnown = (isObject(error) && known.has(error)) || isPause(error);
        if (parentId === undefined && !isKnown && !isAborted(error)) hindcast.recordError(error);
      }),
  };
  return handler;
}
