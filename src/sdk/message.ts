/** A record on its way to the writer. */

import { limitsOf } from './copy.ts';
import { LIST, TEXT, makePacked, pack, packSign, packWord, type Packed } from './pack.ts';
import type { Json } from './records.ts';

export type Message = {
  readonly kind: 'invocation' | 'feedback' | 'error' | 'call' | 'answer';
  readonly agent: string;
  readonly record: Json;
  /** Fields of the event that the record has no name for. */
  readonly extra: Json;
  /** What a program handed over, as it is. */
  readonly free: readonly unknown[] | undefined;
};

let spare: Packed | undefined = makePacked();

/** Packs the message for `use`, which must not keep it. */
export function withPacked(message: Message, use: (packed: Packed) => void): void {
  // What is packed may have a getter that records something, too.
  const packed = spare ?? makePacked();
  spare = undefined;
  try {
    packMessage(message, packed);
    use(packed);
  } finally {
    packed.filled = 0;
    packed.wording = '';
    if (packed.shape.length < LARGEST) spare = packed;
  }
}

/** A longer shape is not kept for the next message. */
const LARGEST = 10_000;

function packMessage({ kind, agent, record, extra, free = [] }: Message, to: Packed): void {
  // Texts of a record have been cut where they may be.
  const limits = limitsOf(Infinity, false, 100);
  packSign(LIST, 5, to);
  packWord(TEXT, kind, to);
  packWord(TEXT, agent, to);
  pack(record, to, limits);
  pack(extra, to, limits);
  packSign(LIST, free.length, to);
  for (const value of free) if (!pack(value, to, limitsOf())) pack(null, to, limits);
}
