/**
 * A stream that is watched while somebody else reads it. It gives the same items at the same time, is read no faster, ends with the same error,
 * and is left early as before.
 */

import { ReadableStream } from 'node:stream/web';
import { attempt } from './trouble.ts';

/** How a stream ended: with its last item, with an error, or because its reader had enough. */
export type StreamEnding = { readonly error?: unknown; readonly left?: boolean };
/** `over` may be told more than once; the first time is the true one. */
export type StreamWatcher = { item(value: unknown): void; over(ending: StreamEnding): void };

export function watchedStream(stream: ReadableStream<unknown>, { item, over }: StreamWatcher): ReadableStream<unknown> {
  const reader = stream.getReader();
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await reader.read().catch((error: unknown) => {
          attempt(() => over({ error: error ?? 'undefined' }));
          throw error;
        });
        attempt(() => (done ? over({}) : item(value)));
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel(reason) {
        attempt(() => over({ left: true }));
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
