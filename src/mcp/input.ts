/**
 * What the client sends on stdin. Clients end their servers by a signal right behind the last message, so closing takes in first what has
 * already been sent.
 */

import process from 'node:process';

export type Input = {
  /** Decoded as it comes; a character that two chunks share is put together. Ends with the stream, or when it was closed. */
  readonly pieces: AsyncIterable<string>;
  close(): void;
};

/** Long enough for what lies in the pipe, and far shorter than a client waits before it kills. */
const GRACE_MS = 10;

/** `first` was read before. Stdin itself is opened when the first piece is asked for. */
export function openInput(first: Uint8Array): Input {
  let closed = false;
  let over = false;
  let wake = (): void => undefined;

  /** The iterator that streams bring along loads more of Node than all of this. */
  async function* pieces(): AsyncGenerator<string> {
    const decoder = new TextDecoder();
    const { stdin } = process;
    const end = (): void => {
      over = true;
      wake();
    };
    stdin.on('readable', () => wake());
    // A client that is gone has nothing more to say, however it went.
    for (const event of ['end', 'close', 'error']) stdin.on(event, end);
    yield decoder.decode(first, { stream: true });
    for (;;) {
      const chunk: unknown = stdin.read();
      if (chunk instanceof Uint8Array) yield decoder.decode(chunk, { stream: true });
      else if (over) break;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
    yield decoder.decode();
  }

  return {
    pieces: pieces(),
    close() {
      if (closed) return;
      closed = true;
      setTimeout(() => {
        over = true;
        wake();
      }, GRACE_MS);
    },
  };
}
