/**
 * Records the tool calls that an MCP server answers: of `McpServer`, however its tools are registered, and of `Server` with a handler of its own.
 * The library itself is never loaded. The server answers as before, with the same results and the same errors.
 */

import { list, object, text } from '../../sources/read.ts';
import type { Hindcast, ToolCall } from '../define.ts';
import { hindcast as byDefault } from '../index.ts';
import { read } from '../plain.ts';
import { startTiming } from '../timing.ts';
import { attempt } from '../trouble.ts';
import { watch } from '../watch.ts';

export type AdapterOptions = {
  /** Default: the instance that `hindcast/sdk` exports. */
  readonly hindcast?: Pick<Hindcast, 'call'>;
};

type Recorder = Pick<Hindcast, 'call'>;

const CALL = 'tools/call';
const ours = new WeakSet<object>();

/** The same server; the calls of its tools are recorded from now on, also of those that are registered later. */
export function wrap<Server extends object>(server: Server, { hindcast = byDefault }: AdapterOptions = {}): Server {
  attempt(() => {
    const inner = read(server, 'server') ?? server;
    const [handlers, register] = [read(inner, '_requestHandlers'), read(inner, 'setRequestHandler')];
    if (typeof inner !== 'object' || inner === null || !(handlers instanceof Map)) return;
    if (typeof register !== 'function') return;
    const watchHandler = (): void => {
      const handler: unknown = handlers.get(CALL);
      if (typeof handler === 'function' && !ours.has(handler)) handlers.set(CALL, recorded(handler, hindcast));
    };
    watchHandler();
    const value = (...args: readonly unknown[]): unknown => {
      const result: unknown = Reflect.apply(register, inner, args);
      attempt(watchHandler);
      return result;
    };
    Object.defineProperty(inner, 'setRequestHandler', { value, writable: true, configurable: true, enumerable: false });
  });
  return server;
}

function recorded(handler: Function, hindcast: Recorder): Function {
  const watched = function (this: unknown, ...args: readonly unknown[]): unknown {
    const timing = startTiming();
    const asked = read(args[0], 'params');
    const isCancelled = (): boolean => read(read(args[1], 'signal'), 'aborted') === true;
    const over = (how: () => Partial<ToolCall>): void =>
      timing.end(({ startedAt, durationMs }) => {
        const call = { tool: text(read(asked, 'name')) ?? 'unknown', params: read(asked, 'arguments') };
        hindcast.call({ ...call, startedAt, durationMs, ...how(), ...(isCancelled() ? { outcome: 'cancelled' } : {}) });
      });
    return watch(() => Reflect.apply(handler, this, args), {
      returned: (result) => over(() => resultOf(result)),
      threw: (error) => over(() => ({ error: error ?? 'undefined' })),
    });
  };
  ours.add(watched);
  return watched;
}

function resultOf(value: unknown): Partial<ToolCall> {
  const result = object(value);
  // A task has only begun.
  if (result?.['content'] === undefined) return { outcome: 'unknown' };
  const blocks = list(result['content']).map(object);
  const texts = blocks.map((block) => block?.['text'] ?? block?.['data'] ?? object(block?.['resource'])?.['text']);
  const output = texts.length === 1 ? texts[0] : texts;
  return result['isError'] === true ? { output, error: text(texts[0]) ?? 'isError' } : { output };
}
