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

export function openInput(): Input {
  const { stdin } = process;
  let closed = false;

  async function* pieces(): AsyncGenerator<string> {
    const decoder = new TextDecoder();
    try {
      for await (const chunk of stdin) yield decoder.decode(Buffer.from(chunk), { stream: true });
    } catch (error) {
      // Closing a stream that is being read is told as an error.
      if (!closed) throw error;
    }
    yield decoder.decode();
  }

  return {
    pieces: pieces(),
    close() {
      if (closed) return;
      closed = true;
      setTimeout(() => stdin.destroy(), GRACE_MS);
    },
  };
}
