/**
 * Watches the method of a client that asks a model for an answer, whole or in pieces. What the method returns stays the same object: its
 * parsing is listened to, so that nothing is asked, read or handled that the program does not ask, read or handle itself.
 */

import { isPromise } from 'node:util/types';
import type { Hindcast, Usage } from './define.ts';
import { isObject, observed } from './iteration.ts';
import { read, textOf } from './plain.ts';
import { failureOf, startTiming, type Timing } from './timing.ts';
import { attempt } from './trouble.ts';
import { watch } from './watch.ts';

/** How a provider tells what an answer took. */
export type Reading = {
  whole(answer: unknown): Usage;
  /** What is known after one more event of a stream. */
  grow(known: Usage, event: unknown): Usage;
  /** Whether an event brings a part of the answer itself. */
  says(event: unknown): boolean;
};

export type Watching = { readonly reading: Reading; readonly hindcast: Pick<Hindcast, 'usage'> };

/** What is known from the beginning, and when that was. */
type Asked = Watching & { readonly timing: Timing; readonly known: Usage };

const ours = new WeakSet<object>();

/** Has the answers of `holder[name]` recorded from now on. Twice is once. */
export function watchAnswers(holder: unknown, name: string, watching: Watching): void {
  const method = read(holder, name);
  if (!isObject(holder) || typeof method !== 'function' || ours.has(method)) return;
  const watched = function (this: unknown, ...args: readonly unknown[]): unknown {
    const timing = startTiming();
    const result: unknown = Reflect.apply(method, this, args);
    attempt(() => listen(result, { ...watching, timing, known: { model: textOf(read(args[0], 'model')) } }));
    return result;
  };
  ours.add(watched);
  Object.defineProperty(holder, name, { value: watched, writable: true, configurable: true, enumerable: false });
}

/** A promise of these clients parses when it is asked to: then, and only then, the answer is looked at. */
function listen(promise: unknown, asked: Asked): void {
  const [responses, parse] = [read(promise, 'responsePromise'), read(promise, 'parseResponse')];
  if (!isPromise(promise) || !isPromise(responses) || typeof parse !== 'function') return;
  const threw = (error: unknown): void => failed(asked, error);
  // It takes the place of the first one, so that an error that nobody handles stays unhandled.
  Reflect.set(
    promise,
    'responsePromise',
    watch(() => responses, { returned() {}, threw }),
  );
  Reflect.set(promise, 'parseResponse', function (this: unknown, ...args: readonly unknown[]): unknown {
    const returned = (data: unknown): void =>
      attempt(() => came(data, { asked, response: read(args.at(-1), 'response') }));
    return watch(() => Reflect.apply(parse, this, args), { returned, threw });
  });
}

function came(data: unknown, { asked, response }: { readonly asked: Asked; readonly response: unknown }): void {
  const named = { ...asked, known: { ...asked.known, requestId: requestOf(response) } };
  if (isObject(data) && Symbol.asyncIterator in data) follow(data, named);
  else asked.timing.end((times) => asked.hindcast.usage({ ...named.known, ...asked.reading.whole(data), ...times }));
}

/** Headers may be of another implementation than Node's. */
function requestOf(response: unknown): string | undefined {
  const headers = read(response, 'headers');
  const get = read(headers, 'get');
  if (typeof get !== 'function') return undefined;
  return textOf(Reflect.apply(get, headers, ['request-id'])) ?? textOf(Reflect.apply(get, headers, ['x-request-id']));
}

/** All ways to read a stream of these clients begin with its `iterator`. */
function follow(stream: object, { reading, hindcast, timing, ...asked }: Asked): void {
  const iterate = read(stream, 'iterator');
  if (typeof iterate !== 'function') return;
  let { known } = asked;
  const seeing = {
    item(event: unknown): void {
      if (reading.says(event)) timing.firstToken();
      known = reading.grow(known, event);
    },
    over: (left: boolean) =>
      timing.end((times) => hindcast.usage({ ...(left || isAborted(stream) ? cancelled(known) : known), ...times })),
    threw: (error: unknown) => failed({ reading, hindcast, timing, known }, error),
  };
  Reflect.set(stream, 'iterator', function (this: unknown, ...args: readonly unknown[]): unknown {
    const iterator: unknown = Reflect.apply(iterate, this, args);
    return isObject(iterator) ? observed(iterator, seeing) : iterator;
  });
}

/** An abort does not make a stream throw. */
function isAborted(stream: object): boolean {
  return read(read(read(stream, 'controller'), 'signal'), 'aborted') === true;
}

function failed({ hindcast, timing, known }: Asked, error: unknown): void {
  timing.end((times) => {
    const failure = failureOf(error);
    if (failure.stopReason !== undefined) hindcast.usage({ ...cancelled(known), ...times });
    else
      hindcast.usage({
        ...known,
        requestId: textOf(read(error, 'requestID')) ?? known.requestId,
        ...failure,
        ...times,
      });
  });
}

/** The tokens of an answer that nobody awaited to its end are those that were told until then. */
function cancelled(known: Usage): Usage {
  if (known.stopReason !== undefined) return known;
  return { ...known, stopReason: 'cancelled', ...(known.outputTokens === undefined ? {} : { outputIsFinal: false }) };
}
