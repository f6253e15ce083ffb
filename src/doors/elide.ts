/**
 * The JavaScript side of the scanner in `elide.as.ts`: one instance per thread, read into its memory and run. A record that it hands out
 * is valid JSON exactly when the original was, as far as the original was kept.
 */

import type { Drop, Keep } from '../sources/define.ts';
import { ELIDE_WASM } from './elide.wasm.ts';

/** What became of one value: where its shortened text lies in `bytes`, or why there is none. */
export type Row = { kind: 'ascii' | 'utf-8' | 'broken' | 'too-long'; start: number; end: number; inputEnd: number };

export type Elider = {
  /** The memory: free input to read into, and the texts that rows point to until the next `run`, in their order, one byte between two. */
  readonly bytes: Buffer;
  /** Moves the unfinished record to the front and says how far all moved and where `size` bytes are free. */
  makeRoom(): { moved: number; at: number; size: number };
  /** Scans `more` bytes that were read into the free room; call again with 0 while `isPending()`. Returns the number of rows. */
  run(more: number): number;
  isPending(): boolean;
  /** No value is open: all input was consumed. */
  isBetween(): boolean;
  row(index: number): Row;
};

/** A string is never cut shorter than the mark of a cut is long, so that the output cannot outgrow the input. */
export const LEAST_KEPT = 24;

type Scanner = {
  memory: WebAssembly.Memory;
  call: (name: string, ...values: number[]) => number;
};

const KINDS = ['ascii', 'broken', 'too-long', undefined, 'utf-8'] as const;
const MAX_KEYS = 160;
const MAX_NEEDLES = 16;
const MAX_KEY_BYTES = 100;
/** Places in `Keep.drop` at which something is left out, the record itself included. */
const MAX_NODES = 15;
/** The actions of the scanner that leave out a key and its value, and of a long text all but its first character and its size. */
const DROP = 0xff;
const SIZE = 0xfe;
const MAX_NEEDLE_BYTES = 240;

let scanner: Scanner | undefined;
let configured: Keep | undefined;

/**
 * The scanner of this thread, emptied and set to `keep`. Only the latest one may be used. In a document a value may go over several lines;
 * elsewhere a line end inside a value tells that it was broken off.
 */
export function openElider(keep: Keep, isDocument = false): Elider {
  scanner ??= loadScanner();
  const { memory, call } = scanner;
  const bytes = Buffer.from(memory.buffer);
  const table = new Int32Array(memory.buffer, call('tableAt'), 4 * 4096);
  const input = call('inputAt');
  const inputSize = call('inputSize');
  const run = call.bind(undefined, 'run');
  if (configured !== keep) configure(bytes, call, keep);
  configured = keep;
  call('reset', isDocument ? 1 : 0);
  return {
    bytes,
    makeRoom() {
      const moved = call('settle');
      const filled = call('filled');
      return { moved, at: input + filled, size: inputSize - filled };
    },
    run,
    isPending: () => call('pending') !== 0,
    isBetween: () => call('isBetween') !== 0,
    row(index) {
      const at = index * 4;
      return {
        start: table[at] ?? 0,
        end: table[at + 1] ?? 0,
        inputEnd: input + (table[at + 2] ?? 0),
        kind: KINDS[table[at + 3] ?? 1] ?? 'broken',
      };
    },
  };
}

function loadScanner(): Scanner {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(ELIDE_WASM, 'base64')), {
    env: {
      abort: () => {
        throw new Error('the JSON scanner aborted');
      },
    },
  });
  const memory = exports['memory'];
  if (!(memory instanceof WebAssembly.Memory)) throw new Error('the JSON scanner has no memory');
  return {
    memory,
    call(name, ...values) {
      const found = exports[name];
      if (typeof found !== 'function') throw new Error(`the JSON scanner has no ${name}`);
      return Number(found(...values));
    },
  };
}

function configure(bytes: Buffer, call: Scanner['call'], keep: Keep): void {
  const keys = [...keyRows(keep)];
  const needles = keep.whenContains?.needles ?? [];
  if (keep.whenTrue !== undefined && keep.whenContains !== undefined)
    throw new Error('a record is wanted by its keys or by its texts');
  if (keys.length > MAX_KEYS || needles.length > MAX_NEEDLES)
    throw new Error(`at most ${MAX_KEYS} keys and ${MAX_NEEDLES} needles can be kept`);
  for (const [index, [key, { limit, actions, tells }]] of keys.entries()) {
    const at = call('keyAt', index);
    const length = writeText(bytes.subarray(at + 28, at + 28 + MAX_KEY_BYTES), key);
    bytes.writeUInt32LE(length, at);
    bytes.writeUInt32LE(Math.max(limit, LEAST_KEPT), at + 4);
    bytes.set(actions, at + 8);
    bytes[at + 24] = tells ? 1 : 0;
  }
  const shared = rarest(commonStart(needles));
  for (const [index, needle] of needles.entries()) {
    const at = call('needleAt', index);
    const length = writeText(bytes.subarray(at + 12, at + 12 + MAX_NEEDLE_BYTES), needle);
    const [first, second] = shared ?? rarest(needle) ?? [0, 0];
    bytes.writeUInt32LE(length, at);
    bytes.writeUInt32LE(first, at + 4);
    bytes.writeUInt32LE(second, at + 8);
  }
  const found = keep.whenTrue?.text ?? keep.whenContains?.text ?? 0;
  call(
    'configure',
    keys.length,
    needles.length,
    shared === undefined ? 0 : 1,
    Math.max(keep.text, LEAST_KEPT),
    Math.max(found, LEAST_KEPT),
  );
}

/** `actions[n]`: what to do with the key in an object of node n. 0: nothing; `DROP`; `SIZE`; or the node of its value. */
type KeyRow = { limit: number; tells: boolean; readonly actions: Uint8Array };

/** One row for each key that `keep` names, with all that is said of it. Node 1 is the record itself. */
function keyRows(keep: Keep): ReadonlyMap<string, KeyRow> {
  const rows = new Map<string, KeyRow>();
  const rowOf = (key: string): KeyRow => {
    let row = rows.get(key);
    if (row === undefined)
      rows.set(key, (row = { limit: keep.text, tells: false, actions: new Uint8Array(MAX_NODES + 1) }));
    return row;
  };
  for (const [key, limit] of Object.entries(keep.keys ?? {})) rowOf(key).limit = limit;
  for (const key of keep.whenTrue?.keys ?? []) rowOf(key).tells = true;
  const nodes: Drop[] = [keep.drop ?? {}];
  for (const [index, node] of nodes.entries()) {
    for (const [key, below] of Object.entries(node))
      rowOf(key).actions[index + 1] = below === true ? DROP : below === 'size' ? SIZE : numberOf(nodes, below);
  }
  if (nodes.length > MAX_NODES) throw new Error(`what is left out lies in at most ${MAX_NODES} places`);
  return rows;
}

/** The same object at several places is one node. */
function numberOf(nodes: Drop[], node: Drop): number {
  const known = nodes.indexOf(node);
  return known < 0 ? nodes.push(node) : known + 1;
}

function writeText(room: Buffer, text: string): number {
  const length = Buffer.byteLength(text);
  if (length === 0 || length > room.length) throw new Error(`a key or needle of ${length} bytes cannot be kept`);
  return room.write(text);
}

/** What all needles begin with. */
function commonStart(needles: readonly string[]): string {
  const [first = '', ...others] = needles;
  let length = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(0, length);
}

/** Places of the two bytes of a text that are least usual in JSON and source code: those are searched for. None in a very short text. */
function rarest(text: string): [number, number] | undefined {
  const places = [...Buffer.from(text)].map((byte, place) => ({
    place,
    rank: USUAL.indexOf(String.fromCharCode(byte)),
  }));
  places.sort((a, b) => (b.rank < 0 ? 99 : b.rank) - (a.rank < 0 ? 99 : a.rank) || a.place - b.place);
  const [first, second] = places;
  return first === undefined || second === undefined || text.length < 4 ? undefined : [first.place, second.place];
}

/** Most usual first. */
const USUAL = ' etaoinsrhldcu",mfpgwyb:{}.-()[]/\\kvxjqz0123456789_';
