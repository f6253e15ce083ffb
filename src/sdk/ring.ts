/**
 * Memory that the program and its writer share: a ring of messages, each with its size before it. The program writes at the head, the writer
 * reads at the tail, neither waits for the other, and it never grows. The tail moves when what was read is on the disk, so that whoever
 * takes over from a writer that died finds all that is missing.
 */

import type { Packed } from './pack.ts';

/** Places in the control words. */
export const HEAD = 0;
export const TAIL = 1;
export const WRITTEN = 2;
export const DONE = 3;
export const LOST = 4;
export const DROPPED = 5;
export const WAITING = 6;
export const URGENT = 7;
export const OWNER = 8;
export const CLOSING = 9;
export const OFF = 10;
/** Changes whenever a reader that waits should look again. */
export const WAKE = 11;
const WORDS = 16;

/** Who reads the ring. */
export const NOBODY = 0;
export const THREAD = 1;
export const PROGRAM = 2;

/** Instead of a size: what follows is at the beginning. */
export const TURN = -1;
/** A message begins with its size in bytes, the length of its shape, and that of its wording; then come the two. */
export const SHAPE = 12;
/** An empty ring is written from the beginning again, so that it does not go through all of its memory. */
const FAR = 256 * 1024;

export type Memory = { readonly control: SharedArrayBuffer; readonly bytes: SharedArrayBuffer };

export type Ring = {
  readonly memory: Memory;
  /** False, and counted, when there is no room. */
  push(message: Packed): boolean;
  /** Records that are not on the disk yet. */
  pending(): number;
  /** Gives up what waits: it is lost. */
  forget(): void;
  lost(): number;
  dropped(): number;
  /** Records pushed so far, and those done; both wrap, so only their difference means something. */
  written(): number;
  finished(): number;
  /** Becomes the reader when there is none. */
  claim(who: typeof THREAD | typeof PROGRAM): boolean;
  owner(): number;
  /** Takes the ring from a reader that died. */
  seize(): void;
  /** Asks the reader to hurry, or to end. */
  hurry(): void;
  end(): void;
  ending(): boolean;
  isOff(): boolean;
  /** The program waits for the reader. */
  waitForDone(ms: number): void;
};

export function makeMemory(bytes: number): Memory {
  return {
    control: new SharedArrayBuffer(WORDS * 4),
    bytes: new SharedArrayBuffer(Math.max(1 << 16, Math.min(bytes, 1 << 30)) & ~3),
  };
}

export function openRing(memory: Memory, mostRecords = 10_000): Ring {
  const control = new Int32Array(memory.control);
  const words = new Int32Array(memory.bytes);
  const bytes = Buffer.from(memory.bytes);
  const at = (place: number): number => Atomics.load(control, place);
  const pending = (): number => (at(WRITTEN) - at(DONE)) | 0;
  const room = { control, words, bytes };
  return {
    memory,
    pending,
    push(message) {
      if (pending() >= mostRecords || !write(message, room)) {
        Atomics.add(control, DROPPED, 1);
        return false;
      }
      Atomics.add(control, WRITTEN, 1);
      Atomics.add(control, WAKE, 1);
      if (at(WAITING) === 1) Atomics.notify(control, WAKE);
      return true;
    },
    forget() {
      Atomics.add(control, LOST, pending());
      Atomics.store(control, TAIL, at(HEAD));
      Atomics.store(control, DONE, at(WRITTEN));
    },
    lost: () => at(LOST),
    dropped: () => at(DROPPED),
    written: () => at(WRITTEN),
    finished: () => at(DONE),
    claim: (who) => Atomics.compareExchange(control, OWNER, NOBODY, who) === NOBODY,
    owner: () => at(OWNER),
    seize: () => void Atomics.store(control, OWNER, PROGRAM),
    hurry: () => wake(control),
    end() {
      Atomics.store(control, CLOSING, 1);
      wake(control);
    },
    ending: () => at(CLOSING) === 1,
    isOff: () => at(OFF) === 1,
    waitForDone: (ms) => void Atomics.wait(control, DONE, at(DONE), ms),
  };
}

function wake(control: Int32Array): void {
  Atomics.add(control, URGENT, 1);
  Atomics.add(control, WAKE, 1);
  Atomics.notify(control, URGENT);
  Atomics.notify(control, WAKE);
}

type Room = { readonly control: Int32Array; readonly words: Int32Array; readonly bytes: Buffer };

/** Where a text goes that takes so many bytes with its size; undefined when there is no room. The head never catches up with the tail. */
function place({ control, bytes }: Room, need: number): number | undefined {
  const head = Atomics.load(control, HEAD);
  const tail = Atomics.load(control, TAIL);
  if (head < tail) return head + need < tail ? head : undefined;
  if (head + need < bytes.length && !(head === tail && head > FAR && need < tail)) return head;
  return need < tail ? 0 : undefined;
}

function write({ shape, filled, wording }: Packed, room: Room): boolean {
  const { control, words, bytes } = room;
  const before = SHAPE + filled * 4;
  const size = before + Buffer.byteLength(wording);
  const start = place(room, aligned(size));
  if (start === undefined) return false;
  const head = Atomics.load(control, HEAD);
  if (start !== head) words[head >> 2] = TURN;
  bytes.write(wording, start + before);
  const at = start >> 2;
  words[at] = size;
  words[at + 1] = filled;
  words[at + 2] = wording.length;
  for (let index = 0; index < filled; index++) words[at + 3 + index] = shape[index] ?? 0;
  Atomics.store(control, HEAD, start + aligned(size));
  return true;
}

export function aligned(size: number): number {
  return (size + 3) & ~3;
}
