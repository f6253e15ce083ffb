/** One answer of a model of the AI SDK, from the question to its last part. It is recorded once: whole, failed, or left early. */

import type { ReadableStream } from 'node:stream/web';
import type { Hindcast } from '../../define.ts';
import { read } from '../../plain.ts';
import { failureOf, startTiming, type Timing } from '../../timing.ts';
import { watchedStream, type StreamEnding } from '../../watch-stream.ts';
import { bytesOf, usageOf, type Model } from './usage.ts';

export type Answer = {
  /** Asks the model; an error is all that becomes of it. */
  ask<R>(question: () => PromiseLike<R>): Promise<R>;
  whole(result: unknown): void;
  /** `response` is what is known before the first part. */
  streamed(stream: ReadableStream<unknown>, response: unknown): ReadableStream<unknown>;
};

export function startAnswer(hindcast: Pick<Hindcast, 'usage'>, model: Model): Answer {
  const timing = startTiming();
  const over = (answer: () => Told): void =>
    timing.end((times) => {
      const told = answer();
      const { error, left, finishReason, outputBytes = bytesOf(told.content) } = told;
      const isLeft = left === true && finishReason === undefined;
      const ending = error !== undefined ? failureOf(error) : isLeft ? { stopReason: 'cancelled' } : {};
      hindcast.usage({ ...usageOf(told, model), ...times, outputBytes, ...ending });
    });
  return {
    async ask(question) {
      try {
        return await question();
      } catch (error) {
        over(() => ({ error: error ?? 'undefined' }));
        throw error;
      }
    },
    whole: (result) => over(() => Object(result)),
    streamed(stream, response) {
      const { add, told } = gather(timing, { response });
      return watchedStream(stream, { item: add, over: (ending) => over(() => told(ending)) });
    },
  };
}

/** What a whole answer has, by the names of the library. */
type Told = StreamEnding & {
  readonly content?: unknown;
  readonly outputBytes?: number;
  readonly finishReason?: unknown;
  readonly usage?: unknown;
  readonly response?: unknown;
};

/** Parts of a stream in which no token is. */
const EARLY: readonly unknown[] = ['stream-start', 'response-metadata', 'raw', 'error', 'finish'];

/** Makes of the parts of a stream what a whole answer would have said. */
function gather(timing: Timing, begun: Told): { add(part: unknown): void; told(ending: StreamEnding): Told } {
  let answer = begun;
  let outputBytes = 0;
  return {
    add(part) {
      const type = read(part, 'type');
      if (!EARLY.includes(type)) timing.firstToken();
      if (type === 'text-delta') outputBytes += Buffer.byteLength(String(read(part, 'delta')));
      if (type === 'response-metadata')
        answer = { ...answer, response: { ...Object(answer.response), ...Object(part) } };
      if (type === 'error' || type === 'finish') answer = { ...answer, ...Object(part) };
    },
    told: (ending) => ({ ...answer, ...ending, outputBytes }),
  };
}
