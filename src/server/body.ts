/**
 * Takes the body of a request into memory, within a limit that holds before and after decompression. What all requests hold together is
 * bounded as well: beyond that a client is asked to come again.
 */

import type { IncomingMessage } from 'node:http';
import { gunzipSync, inflateSync, type ZlibOptions } from 'node:zlib';
import type { Refusal } from './answer.ts';

export type BodyLimits = {
  /** Largest body, as sent and as decompressed. */
  readonly bytes: number;
  /** Largest sum of the bodies that are being received. */
  readonly heldBytes: number;
};

export type Bodies = {
  /** The body, or why it is refused. Never rejects for what a client does. */
  take(request: IncomingMessage): Promise<Buffer | Refusal>;
  /** Bytes held at the moment. */
  held(): number;
};

type Decompress = (bytes: Buffer, options: ZlibOptions) => Buffer;

/** One after the other, so that no more than one decompressed body is in memory. */
const DECOMPRESS: ReadonlyMap<string, Decompress> = new Map<string, Decompress>([
  ['gzip', gunzipSync],
  ['x-gzip', gunzipSync],
  ['deflate', inflateSync],
]);

const BUSY_S = 1;
const INCOMPLETE: Refusal = { status: 400, message: 'The body is incomplete.', last: true };
const BUSY: Refusal = { status: 503, message: 'Too much comes at the moment.', retryAfter: BUSY_S, last: true };

export function openBodies(limits: BodyLimits): Bodies {
  const total = { held: 0 };
  const tooLarge: Refusal = {
    status: 413,
    message: `A body may have ${limits.bytes} bytes, decompressed.`,
    last: true,
  };

  /** Why the next piece is not taken, if it is not. */
  const refusalOf = (piece: Buffer, own: { held: number }): Refusal | undefined => {
    if (own.held + piece.length > limits.bytes) return tooLarge;
    if (total.held + piece.length > limits.heldBytes) return BUSY;
    own.held += piece.length;
    total.held += piece.length;
    return undefined;
  };

  const opened = (body: Buffer, decompress: Decompress): Buffer | Refusal => {
    try {
      return decompress(body, { maxOutputLength: limits.bytes });
    } catch (error) {
      // A bomb: it was stopped at the limit.
      if (error instanceof RangeError) return tooLarge;
      if (!(error instanceof Error) || !('code' in error)) throw error;
      return { status: 400, message: 'The body cannot be decompressed.' };
    }
  };

  return {
    held: () => total.held,
    async take(request) {
      const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
      const decompress = DECOMPRESS.get(encoding);
      if (decompress === undefined && encoding !== 'identity' && encoding !== '') {
        const name = JSON.stringify(encoding.slice(0, 40));
        return { status: 415, message: `The content encoding ${name} is not understood.`, last: true };
      }
      if (Number(request.headers['content-length'] ?? 0) > limits.bytes) return tooLarge;
      const own = { held: 0 };
      try {
        const body = await collect(request, (piece) => refusalOf(piece, own));
        return decompress === undefined || !Buffer.isBuffer(body) ? body : opened(body, decompress);
      } finally {
        total.held -= own.held;
      }
    },
  };
}

/** Collects what arrives; stops at the first piece that is refused. */
function collect(
  request: IncomingMessage,
  refusalOf: (piece: Buffer) => Refusal | undefined,
): Promise<Buffer | Refusal> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    const end = (outcome: Buffer | Refusal): void => {
      request.off('data', take);
      resolve(outcome);
    };
    const take = (piece: Buffer): void => {
      const refusal = refusalOf(piece);
      if (refusal === undefined) pieces.push(piece);
      else end(refusal);
    };
    request.on('data', take);
    request.once('end', () => end(Buffer.concat(pieces)));
    // A client that goes away in the middle hears no answer.
    request.once('close', () => end(INCOMPLETE));
    request.once('error', () => end(INCOMPLETE));
  });
}
