/** The difference of two texts as `diff -u` shows it. Made for settings files: small, and changed in few places. */

export type DiffLine = { readonly sign: ' ' | '+' | '-' | '@'; readonly text: string };

const CONTEXT = 3;
/** Lines of a changed stretch that are compared one with another; longer ones are shown as replaced whole. */
const MOST = 2_000;

export function diffOf(before: string, after: string): readonly DiffLine[] {
  const lines = compared(linesOf(before), linesOf(after));
  const shown = lines.map((_, index) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ sign }) => sign !== ' '),
  );
  const diff: DiffLine[] = [];
  let old = 1;
  let fresh = 1;
  for (const [index, line] of lines.entries()) {
    if (shown[index] === true) {
      if (shown[index - 1] !== true) diff.push({ sign: '@', text: header(lines, shown, { index, old, fresh }) });
      diff.push(line);
    }
    if (line.sign !== '+') old += 1;
    if (line.sign !== '-') fresh += 1;
  }
  return diff;
}

/** Line ends are kept out of sight: they do not change. */
function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

type Place = { readonly index: number; readonly old: number; readonly fresh: number };

function header(lines: readonly DiffLine[], shown: readonly boolean[], { index, old, fresh }: Place): string {
  const gap = shown.indexOf(false, index);
  const hunk = lines.slice(index, gap < 0 ? undefined : gap);
  const count = (without: string): number => hunk.filter(({ sign }) => sign !== without).length;
  const from = (first: number, lines_: number): string => `${lines_ === 0 ? first - 1 : first},${lines_}`;
  return `@@ -${from(old, count('+'))} +${from(fresh, count('-'))} @@`;
}

function compared(before: readonly string[], after: readonly string[]): DiffLine[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  const same = (text: string): DiffLine => ({ sign: ' ', text });
  return [
    ...before.slice(0, start).map(same),
    ...middle(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...before.slice(before.length - end).map(same),
  ];
}

/** The longest common subsequence of the lines stays; the rest goes and comes. */
function middle(before: readonly string[], after: readonly string[]): DiffLine[] {
  const gone = (text: string): DiffLine => ({ sign: '-', text });
  const come = (text: string): DiffLine => ({ sign: '+', text });
  if (before.length > MOST || after.length > MOST) return [...before.map(gone), ...after.map(come)];
  const width = after.length + 1;
  const longest = new Uint16Array((before.length + 1) * width);
  const at = (i: number, j: number): number => longest[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      longest[i * width + j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    if (i < before.length && before[i] === after[j]) {
      lines.push({ sign: ' ', text: before[i] ?? '' });
      i += 1;
      j += 1;
    } else if (i < before.length && (j >= after.length || at(i + 1, j) >= at(i, j + 1)))
      lines.push(gone(before[i++] ?? ''));
    else lines.push(come(after[j++] ?? ''));
  }
  return lines;
}
