/** Finds the value that belongs to a name: the separator after the name, and where the value begins and ends. Bounded to a window. */

import { isCrossed } from './shape.ts';
import { type Link, type Setting } from './value.ts';

export type Linked = Omit<Setting, 'strength' | 'name'> & { readonly start: number; readonly end: number };

/** Longest value. */
const VALUE = 4096;

/**
 * What may stand between a name and its value: closing quotes and brackets, then one of
 * 1 an assignment · 2 a colon · 3 a comma (next argument) · 4 the end of a tag · 5 an opening parenthesis · 6 a table bar · 7 a dash or a verb ·
 * 8 nothing but space before a quote.
 */
const SEPARATOR = new RegExp(
  '(?:\\\\{0,7}["\'`]|&quot;|\\*{1,2})?[\\])}]{0,2}(?:\\[\\d{0,6}\\])?[?!]?(?:[ \\t]{0,120}|\\s{0,4})(?:' +
    '((?:[:.?+|&/*-]{0,3}={1,3}>?|->|:-|%3[dD])[ \\t]{0,120})' +
    '|(:(?!:)[ \\t]{0,120}(?:\\r?\\n[ \\t]{0,40}(?=["\'](?!["\'])))?)' +
    '|(,[ \\t]{0,20})' +
    '|(>\\s{0,20}(?:</key>\\s{0,20}<string>)?)' +
    '|(\\((?=\\\\{0,7}["\'`]))' +
    '|((?<=[ \\t])\\|[ \\t]{0,20})' +
    '|((?:-|is|was|to|are|of|with)[ \\t]{1,4})' +
    '|((?<=[ \\t])))',
  'y',
);

/** `"name": "TOKEN", "value": "…"`, `- name: TOKEN\n  value: …`, `key="TOKEN" value="…"`, `<name>TOKEN</name><value>…`. */
const PAIR =
  /(?: -[vV]alue |\\{0,7}["']?(?:<\/\w{1,20}>)?,?\s{0,40}[,;]?\s{0,40}<?\\{0,7}["']?[vV]alue\\{0,7}["']?[ \t]{0,10}[:=>][ \t]{0,10})/y;

/** Where a name stands, and the length below which no value counts. */
export type Name = { readonly start: number; readonly end: number; readonly least: number };

const BEFORE_PAIR = '\\"\'<,; \n\r\t';

/** The value linked to the name `text.slice(start, end)`, if there is one. */
export function readLink(text: string, { start, end, least }: Name): Linked | undefined {
  const shouted = !/[a-z]/.test(text.slice(start, end));
  const as = (link: Link): How => ({ link, environment: false, shouted, least });
  PAIR.lastIndex = end;
  if (BEFORE_PAIR.includes(text[end] ?? '=') && PAIR.test(text)) return valueAt(text, PAIR.lastIndex, as('assign'));
  SEPARATOR.lastIndex = end;
  const match = SEPARATOR.exec(text);
  if (match === null) return undefined;
  const at = SEPARATOR.lastIndex;
  if (match[1] !== undefined) return assigned(text, at, { ...as('assign'), tight: at - end === 1 });
  if (match[2] !== undefined && text[start - 1] === '.' && at - end === 1 && !/["'`\\\s]/.test(text[at] ?? ''))
    return undefined; // group:artifact
  if (match[2] !== undefined) return typed(text, at, as('assign')) ?? valueAt(text, at, as('colon'));
  if (match[3] !== undefined || match[5] !== undefined) return quotedOnly(valueAt(text, at, as('loose')));
  if (match[4] !== undefined) return element(text, at, as('assign'));
  if (match[6] !== undefined) return valueAt(text, at, as('loose'));
  if (match[7] !== undefined) return valueAt(text, at, as('prose'));
  if (text.startsWith('--', start)) return valueAt(text, at, as('flag'));
  GO_TYPED.lastIndex = at;
  if (text[end] === ' ' && GO_TYPED.test(text)) return valueAt(text, GO_TYPED.lastIndex, as('assign'));
  return valueAt(text, at, as('loose'));
}

type How = { readonly link: Link; readonly environment: boolean; readonly shouted: boolean; readonly least: number };

/** `=` without spaces before a value that no code follows is how shells, env files and queries write. */
function assigned(text: string, at: number, { tight, ...how }: How & { readonly tight: boolean }): Linked | undefined {
  const linked = valueAt(text, at, { ...how, environment: tight && how.shouted });
  if (linked === undefined || !tight) return linked;
  return { ...linked, environment: how.shouted || !/[,)\]}.]/.test(text[linked.end] ?? '') };
}

function quotedOnly(linked: Linked | undefined): Linked | undefined {
  return linked?.quoted === true ? linked : undefined;
}

/** A type between the name and the value: `token: str = "…"`. */
function typed(text: string, at: number, how: How): Linked | undefined {
  TYPED.lastIndex = at;
  return TYPED.test(text) ? valueAt(text, TYPED.lastIndex, how) : undefined;
}

const TYPED = /[A-Za-z&*[\]][\w.<>[\]?|&'* ]{1,40}?[ \t]{0,4}=[ \t]{0,10}(?=\\{0,7}["'`])/y;

/** `var token string = "…"`: no colon, so the type must be one word. */
const GO_TYPED = /(?:[*&]|\[\])?[A-Za-z][\w.]{0,24}[ \t]{0,4}=[ \t]{0,10}(?=\\{0,7}["'`])/y;

/** Text of an XML element. */
function element(text: string, at: number, how: How): Linked | undefined {
  const length = text.slice(at, at + VALUE).indexOf('<');
  const close = at + length;
  if (length < 1 || text[close + 1] !== '/') return undefined;
  let end = close;
  while (end > at && /\s/.test(text[end - 1] ?? '')) end -= 1;
  return { ...how, start: at, end, quoted: true, ends: false, lineEnds: false };
}

function valueAt(text: string, at: number, how: How): Linked | undefined {
  OPEN.lastIndex = at;
  const open = OPEN.exec(text);
  if (open === null) return bareAt(text, at, how);
  const start = at + open[0].length;
  const end = closing(text, start, { escapes: open[1] ?? '', quote: open[2] ?? '"' });
  if (end - start < how.least) return undefined;
  const closes = (how.link === 'loose' || how.link === 'prose') && /[\s,;:)\]}+.&]/.test(text[start] ?? '');
  return closes ? undefined : { ...how, start, end, quoted: true, ends: false, lineEnds: false };
}

function bareAt(text: string, at: number, how: How): Linked | undefined {
  const pattern = how.environment || how.link === 'flag' ? ENVIRONMENT : BARE;
  pattern.lastIndex = at;
  if (!pattern.test(text)) return undefined;
  const stop = pattern.lastIndex;
  let end = stop;
  while (end > at && '.,;:!?'.includes(text[end - 1] ?? '')) end -= 1;
  FALLBACK.lastIndex = end;
  if (FALLBACK.test(text)) return valueAt(text, FALLBACK.lastIndex, how);
  if ('({[]})<>'.includes(text[stop] ?? ' ')) {
    const word = oddWord(text, at);
    if (word > 0) return { ...how, start: at, end: at + word, quoted: false, ends: true, lineEnds: true };
    if (text[stop] === '(' || text[stop] === '[') return undefined;
  }
  if (end - at < how.least) return undefined;
  const ends = stop >= text.length || /\s/.test(text[stop] ?? '') || /^\\[nrt"']/.test(text.slice(stop, stop + 2));
  const lineEnds = stop >= text.length || text[stop] === '\n' || text[stop] === '\r' || text.startsWith('\\n', stop);
  return { ...how, start: at, end, quoted: false, ends, lineEnds };
}

/** Length of a value that is one word of odd characters up to the end of its line, and no source text. */
function oddWord(text: string, at: number): number {
  WORD.lastIndex = at;
  if (!WORD.test(text)) return 0;
  return isCrossed(text.slice(at, WORD.lastIndex)) ? WORD.lastIndex - at : 0;
}

const WORD = /[^\s"'`\\]{1,400}(?=\r?\n|\\n|$)/y;
/** An opening quote with its escapes and a string prefix of the language before it. */
const OPEN =
  /(?:[bBrRuUfF@$]{1,2}(?=["'])|\[|\(|(?:Some|Just|Ok|String|str|string|bytes|CString|SecretStr|Secret|Sensitive|Password|\[\]byte|Optional\.of|new [A-Z]\w{1,20}|Buffer\.from|Value::from)\()?(\\{0,15})("""|'''|["'`]|&quot;)/y;
/** A bare value ends at white space, quotes, and what ends an expression, a parameter, an element. */
const BARE = /(?:[^\s"'`,;&<>(){}[\]|\\]|\\(?![ntr"'\\])){1,4096}/y;
/** In env files and shells, only at white space, quotes and shell operators. */
const ENVIRONMENT = /(?:[^\s"'`;&<>|\\]|\\(?![ntr"'\\])){1,4096}/y;
/** `|| 'default'`, and the second argument of a lookup like `getenv("KEY", "default")`. */
const FALLBACK =
  /(?:(?:\(["'`][\w.-]{1,64}["'`]\))?\s{0,4}(?:\|\||\?\?)|\(["'`][\w.-]{1,64}["'`],)\s{0,4}(?=\\{0,7}["'`])/y;

/** Where the quoted value ends: its own quote at its own depth of escaping, or else the end of the line. */
function closing(
  text: string,
  start: number,
  { escapes, quote }: { readonly escapes: string; readonly quote: string },
): number {
  const close = escapes + quote;
  const window = text.slice(start, start + VALUE);
  for (let at = window.indexOf(close); at >= 0; at = window.indexOf(close, at + close.length)) {
    if (quote.length === 1 && window.slice(0, at).includes('\n')) break;
    let slashes = 0;
    while (window[at - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0 || escapes !== '') return start + at;
  }
  const line = window.indexOf('\n');
  return start + (line < 0 ? window.length : line);
}
