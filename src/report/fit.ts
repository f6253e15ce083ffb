/** Decides which columns of a table fit a width, and how wide each is. Numbers are never cut; texts are, down to their least width. */

export type Fitting = {
  /** Width of the longest cell. */
  readonly natural: number;
  /** Numbers and drawings: equal to `natural`. */
  readonly least: number;
  readonly rank: Rank;
};

/**
 * What a column is, and so what goes first when there is no room: `empty` holds nothing known, `drawn` repeats a number as a picture,
 * texts and times tell less than numbers. The `key` always stays.
 */
export type Rank = 'empty' | 'minor' | 'drawn' | 'text' | 'time' | 'number' | 'key';

export const GAP = 2;

/** A text column asks for no more than this before every other column has a place. */
export const COMFORTABLE = 36;
const COMFORTABLE_KEY = 26;

/** The width of each column, 0 for one that is left out. */
export function fit(columns: readonly Fitting[], width: number): number[] {
  const widths = columns.map((column) =>
    Math.max(column.least, Math.min(column.natural, column.rank === 'key' ? COMFORTABLE_KEY : COMFORTABLE)),
  );
  drop(columns, widths, { width, ranks: ['empty', 'minor', 'drawn'] });
  shrink(columns, widths, width);
  drop(columns, widths, { width, ranks: ['text', 'time', 'number'] });
  bringBack(columns, widths, width);
  grow(columns, widths, width);
  return widths;
}

export function totalWidth(widths: readonly number[]): number {
  const shown = widths.filter((width) => width > 0);
  return shown.reduce((sum, width) => sum + width, 0) + GAP * Math.max(0, shown.length - 1);
}

function drop(columns: readonly Fitting[], widths: number[], limit: { width: number; ranks: readonly Rank[] }): void {
  for (const rank of limit.ranks) {
    for (let index = columns.length - 1; index >= 0; index--) {
      if (totalWidth(widths) <= limit.width) return;
      if (columns[index]?.rank === rank) widths[index] = 0;
    }
  }
}

/** Dropping a wide column may have made room for a narrow one that went before it. */
function bringBack(columns: readonly Fitting[], widths: number[], width: number): void {
  for (const rank of ['number', 'time', 'text'] as const) {
    for (const [index, column] of columns.entries()) {
      if (column.rank !== rank || widths[index] !== 0 || totalWidth(widths) + GAP + column.least > width) continue;
      widths[index] = column.least;
    }
  }
}

/** Takes from the widest text first, so that short names stay whole. */
function shrink(columns: readonly Fitting[], widths: number[], width: number): void {
  for (let excess = totalWidth(widths) - width; excess > 0; excess--) {
    let widest = -1;
    for (const [index, column] of columns.entries()) {
      const own = widths[index] ?? 0;
      if (own > column.least && own > (widths[widest] ?? 0)) widest = index;
    }
    if (widest < 0) return;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
}

function grow(columns: readonly Fitting[], widths: number[], width: number): void {
  let spare = width - totalWidth(widths);
  for (const [index, column] of columns.entries()) {
    const own = widths[index] ?? 0;
    if (own === 0 || own >= column.natural || spare <= 0) continue;
    const more = Math.min(spare, column.natural - own);
    widths[index] = own + more;
    spare -= more;
  }
}
