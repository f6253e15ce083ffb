/**
 * The memory of the scanner (see `elide.as.ts`) and its state, which survives the end of the input. Invariant: nothing else is remembered
 * between two calls.
 */

// Memory: tables first, then the input, then the output. Both ends have slack, because vectors are stored and loaded whole.
export const KEYS: u32 = 0x1000;
export const KEY_SIZE: u32 = 128;
export const KEY_ACTIONS: u32 = 8;
export const KEY_TELLS: u32 = 24;
export const KEY_TEXT: u32 = 28;
export const SLOTS: u32 = 0x6000;
export const SLOTS_MASK: u32 = 0x7ff;
export const CROWDED: u8 = 0xff;
export const NEEDLES: u32 = 0x8000;
export const NEEDLE_SIZE: u32 = 256;
export const TABLE: u32 = 0x10000;
export const TABLE_ROWS: u32 = 4096;
export const STACK: u32 = 0x20000;
export const MAX_DEPTH: u32 = 0xffff;
export const NODES: u32 = 0x60000;
export const INPUT: u32 = 0x80000;
export const INPUT_SIZE: u32 = 0x400000;
export const OUTPUT: u32 = 0x4a0000;
export const MAX_RECORD: u32 = 0x800000;

export const BETWEEN: u32 = 0;
export const VALUE: u32 = 1;
export const KEEPING: u32 = 2;
export const CUTTING: u32 = 3;
export const BARE: u32 = 4;
export const NULS: u32 = 5;

export const WHOLE: u32 = 0;
export const BROKEN: u32 = 1;
export const TOO_LONG: u32 = 2;
export const NOT_ASCII: u32 = 4;

export const NO_LIMIT: u32 = 0x3fffffff;
export const NOWHERE: u32 = 0xffffffff;

/** Of a key's actions: the key and its value are left out; of a long text only the first character and the size stay. Any other is the node for what lies below. */
export const DROP: u8 = 0xff;
export const SIZE: u8 = 0xfe;
/** A string is never cut where it would save nothing: the mark of a cut may be as long (see `elide.ts`). */
export const LEAST_KEPT: u32 = 24;
/** The node of a whole record, and that of a value in which nothing is left out. */
export const ROOT: u8 = 1;
export const NO_NODE: u8 = 0;

export let keyCount: u32 = 0;
export let needleCount: u32 = 0;
export let sharesPlaces: bool = false;
export let textLimit: u32 = 0;
export let foundLimit: u32 = 0;

export let mode: u32 = BETWEEN;
export let isDocument: bool = false;
export let pos: u32 = INPUT;
export let end: u32 = INPUT;
export let out: u32 = OUTPUT;
export let rows: u32 = 0;
export let depth: u32 = 0;
export let recordIn: u32 = NOWHERE;
export let recordOut: u32 = OUTPUT;
export let tooLong: bool = false;
export let wasCut: bool = false;
export let leastLimit: u32 = 0;
export let keyNext: bool = false;
/** Bytes that are kept of a string; 0: when it is longer than `LEAST_KEPT`, only the first character and the size. */
export let limit: u32 = 0;
/** Node of the value that comes next. */
export let node: u8 = NO_NODE;
/** Depth of the object one of whose values is being left out; 0 when none is. Nothing is written meanwhile. */
export let dropDepth: u32 = 0;
/** The key at hand makes its record a wanted one when its value is true; the record is one. */
export let tells: bool = false;
export let wanted: bool = false;

export let isKey: bool = false;
export let stringLimit: u32 = 0;
export let kept: u32 = 0;
export let dropped: u64 = 0;
export let escapeOverhead: u64 = 0;
export let escapeSize: u32 = 0;
