/** How the terminal is to be written to: width, colour, character set. Everything is laid out in Unicode; `finish` makes it plain where it must be. */

export type Style = {
  readonly columns: number;
  readonly colour: boolean;
  /** False when the locale is not UTF-8. */ readonly unicode: boolean;
};

export type Tone = 'plain' | 'bold' | 'dim' | 'accent' | 'good' | 'warn' | 'bad';

const CODES: Readonly<Record<Exclude<Tone, 'plain'>, string>> = {
  bold: '1',
  dim: '2',
  accent: '36',
  good: '32',
  warn: '33',
  bad: '31',
};

export function paint(text: string, tone: Tone, style: Style): string {
  return tone === 'plain' || !style.colour || text === '' ? text : `\u001b[${CODES[tone]}m${text}\u001b[0m`;
}

/** Replaces the characters that Hindcast draws with, one for one so that columns stay aligned. Texts of the user are left as they are. */
export function finish(text: string, style: Style): string {
  return style.unicode ? text : text.replace(DRAWN, (glyph) => PLAIN[glyph] ?? glyph);
}

const PLAIN: Readonly<Record<string, string>> = {
  '–': '-',
  '…': '~',
  '·': '.',
  '•': '*',
  '─': '-',
  '╶': '-',
  '╴': '-',
  '●': 'o',
  '×': 'x',
  '≥': '>',
  '→': '>',
  '✓': '+',
  '✗': 'x',
  '█': '#',
  '▉': '#',
  '▊': '#',
  '▋': '#',
  '▌': '#',
  '▍': ' ',
  '▎': ' ',
  '▏': ' ',
  '▁': '_',
  '▂': '-',
  '▃': '-',
  '▄': '=',
  '▅': '=',
  '▆': '+',
  '▇': '*',
};
const DRAWN = new RegExp(`[${Object.keys(PLAIN).join('')}]`, 'g');
