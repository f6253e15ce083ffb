/** How many terminal cells a text takes, and texts of an exact width. Nothing that comes out can move the cursor or reorder the line. */

/** Control characters become one blank, characters that reorder or hide text vanish: logged texts must not drive the terminal. */
export function plain(text: string): string {
  return text
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .replace(/[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '');
}

/** Cells of the text: two for East Asian wide characters and emoji, none for combining marks. */
export function displayWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter().segment(text)) width += segmentWidth(segment);
  return width;
}

/** At most `width` cells, ending in `…` when something was left out. */
export function cut(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const { segment } of segmenter().segment(text)) {
    used += segmentWidth(segment);
    if (used > width - 1) break;
    kept += segment;
  }
  return width > 0 ? `${kept.trimEnd()}…` : '';
}

/** Like `cut`, but of a path, whose end tells most, the beginning is left out. */
export function shorten(text: string, width: number): string {
  if (!/^[^ ]*\/[^ ]*$/.test(text) || displayWidth(text) <= width) return cut(text, width);
  let kept = '';
  let used = 1;
  for (const { segment } of [...segmenter().segment(text)].reverse()) {
    used += segmentWidth(segment);
    if (used > width) break;
    kept = segment + kept;
  }
  return width > 0 ? `…${kept}` : '';
}

/** Exactly `width` cells when the text is not longer. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const blank = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'left' ? text + blank : blank + text;
}

/** Lines of at most `width` cells, broken at blanks. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && displayWidth(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

const ASCII = /^[\u0020-\u007e]*$/;
let known: Intl.Segmenter | undefined;

/** Made when it is first needed, because that costs 10 ms. */
function segmenter(): Intl.Segmenter {
  return (known ??= new Intl.Segmenter('en', { granularity: 'grapheme' }));
}

const EMOJI = /\p{Emoji_Presentation}|\ufe0f/u;
const UNSEEN = /^[\p{Mark}\p{Format}\p{Control}]+$/u;

function segmentWidth(segment: string): number {
  const code = segment.codePointAt(0) ?? 0;
  if (code < 0x300) return code >= 0x20 && (code < 0x7f || code > 0x9f) ? 1 : 0;
  if (EMOJI.test(segment) || isWide(code)) return 2;
  return UNSEEN.test(segment) ? 0 : 1;
}

/** Ranges with the East Asian width W or F (Unicode 16, `EastAsianWidth.txt`); emoji are found by their property. */
function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0x303e) ||
    (code >= 0x3041 && code <= 0x33ff) ||
    (code >= 0x3400 && code <= 0x4dbf) ||
    (code >= 0x4e00 && code <= 0xa4cf) ||
    (code >= 0xa960 && code <= 0xa97c) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff01 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x17000 && code <= 0x18cff) ||
    (code >= 0x1b000 && code <= 0x1b2ff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  );
}
