/** The writer's side of the ring: takes messages out, and waits for more without a loop of events. */

import {
  CLOSING,
  DONE,
  DROPPED,
  HEAD,
  LOST,
  NOBODY,
  OFF,
  OWNER,
  SHAPE,
  TAIL,
  THREAD,
  TURN,
  URGENT,
  WAITING,
  WAKE,
  WRITTEN,
  aligned,
  type Memory,
} from './ring.ts';
import { unpack } from './unpack.ts';

/** What is read at a time. */
const BATCH_RECORDS = 2000;
const BATCH_BYTES = 1024 * 1024;

export type Taken = { readonly messages: readonly unknown[]; readonly tail: number };

export type Reader = {
  /** What to read next; the tail stays until `done`. */
  take(): Taken;
  done(taken: Taken, lost: number): void;
  /** Records that did not fit in. */
  dropped(): number;
  /** Tells the program that recording is off. */
  switchOff(): void;
  /** Becomes the reader, unless there is one. */
  claim(): boolean;
  /** Another reads, or all is read and the program wants no more. */
  isOver(): boolean;
  /** Changes when somebody wants all to be written at once. */
  urgent(): number;
  /** Waits for something to be pushed. */
  waitForMore(): void;
  /** Waits a moment for more to come, unless it is to hurry. */
  linger(urgent: number, ms: number): void;
};

export function openReader(memory: Memory): Reader {
  const control = new Int32Array(memory.control);
  const room = { control, words: new Int32Array(memory.bytes), bytes: Buffer.from(memory.bytes) };
  const at = (place: number): number => Atomics.load(control, place);
  const pending = (): number => (at(WRITTEN) - at(DONE)) | 0;
  return {
    take: () => take(room),
    done({ messages, tail }, lost) {
      Atomics.store(control, TAIL, tail);
      if (lost > 0) Atomics.add(control, LOST, lost);
      Atomics.add(control, DONE, messages.length);
      Atomics.notify(control, DONE);
    },
    dropped: () => at(DROPPED),
    switchOff: () => void Atomics.store(control, OFF, 1),
    claim: () => Atomics.compareExchange(control, OWNER, NOBODY, THREAD) === NOBODY,
    isOver: () => at(OWNER) !== THREAD || (at(CLOSING) === 1 && pending() === 0),
    urgent: () => at(URGENT),
    waitForMore() {
      const wakened = at(WAKE);
      Atomics.store(control, WAITING, 1);
      // What came before the mark was set is seen here, what comes after it wakes.
      if (pending() === 0 && at(CLOSING) === 0) Atomics.wait(control, WAKE, wakened);
      Atomics.store(control, WAITING, 0);
    },
    linger: (urgent, ms) => void Atomics.wait(control, URGENT, urgent, ms),
  };
}

type Room = { readonly control: Int32Array; readonly words: Int32Array; readonly bytes: Buffer };

function take({ control, words, bytes }: Room): Taken {
  const head = Atomics.load(control, HEAD);
  let tail = Atomics.load(control, TAIL);
  const messages: unknown[] = [];
  for (let read = 0; tail !== head && messages.length < BATCH_RECORDS && read < BATCH_BYTES;) {
    const at = tail >> 2;
    const [size = TURN, count = 0, length = 0] = [words[at], words[at + 1], words[at + 2]];
    if (size === TURN) {
      tail = 0;
      continue;
    }
    const before = SHAPE + count * 4;
    // As many bytes as characters: all are of ASCII, and read in a fraction of the time.
    const wording = bytes.toString(size - before === length ? 'latin1' : 'utf8', tail + before, tail + size);
    messages.push(unpack(words, wording, at + 3));
    tail += aligned(size);
    read += size;
  }
  return { messages, tail };
}
