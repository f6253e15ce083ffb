/**
 * Cuts a line for a shell into its simple commands. It understands quotes, substitutions, here-documents and redirections, and no more:
 * nothing is expanded, nothing is run. Every step moves forward, so that the time is linear whatever the text holds.
 */

/** What stands between a command and the one before it. A line break is `;`. */
export type Joint = '' | ';' | '&&' | '||' | '|';

/** Words without their quotes; what only the shell could know is written as `$`. Redirections are left out. */
export type Simple = { readonly words: readonly string[]; readonly joint: Joint };

export type Line = {
  readonly commands: readonly Simple[];
  /** False when a quote, a substitution or a here-document has no end: there may be more that is not seen. */
  readonly whole: boolean;
};

type Scan = {
  readonly text: string;
  readonly isPowerShell: boolean;
  readonly commands: Simple[];
  at: number;
  words: string[];
  joint: Joint;
  /** Subshells that are open. */
  depth: number;
  /** Ends of here-documents whose text begins on the next line. */
  ends: string[];
  whole: boolean;
};

export function splitLine(text: string, isPowerShell = false): Line {
  const scan: Scan = {
    text,
    isPowerShell,
    commands: [],
    at: 0,
    words: [],
    joint: '',
    depth: 0,
    ends: [],
    whole: true,
  };
  while (scan.at < text.length) step(scan);
  endCommand(scan, ';');
  return { commands: scan.commands, whole: scan.whole && scan.ends.length === 0 };
}

/** What a character begins. */
const [PLAIN, BLANK, OPERATOR, REDIRECTION, SPECIAL] = [0, 1, 2, 3, 4];
const KINDS = new Uint8Array(128);
for (const blank of ' \t\r') KINDS[blank.charCodeAt(0)] = BLANK;
for (const operator of '\n;&|()') KINDS[operator.charCodeAt(0)] = OPERATOR;
for (const redirection of '<>') KINDS[redirection.charCodeAt(0)] = REDIRECTION;
for (const special of '\'"\\`$') KINDS[special.charCodeAt(0)] = SPECIAL;

const [DOUBLE_QUOTE, DOLLAR, BACKSLASH, BACKTICK] = [0x22, 0x24, 0x5c, 0x60];

function kindAt(scan: Scan): number {
  const code = scan.text.charCodeAt(scan.at);
  return code < 128 ? (KINDS[code] ?? PLAIN) : PLAIN;
}

function step(scan: Scan): void {
  switch (kindAt(scan)) {
    case BLANK:
      scan.at += 1;
      return;
    case OPERATOR:
      operator(scan);
      return;
    case REDIRECTION:
      redirection(scan);
      return;
    default:
      if (scan.text[scan.at] === '#') scan.at = from(scan, '\n');
      else word(scan);
  }
}

function operator(scan: Scan): void {
  const { text, at, words } = scan;
  const char = text[at];
  const next = text[at + 1];
  // Inside of [[ … ]], operators belong to the question.
  const asks = words[0] === '[[' && words[words.length - 1] !== ']]' && char !== '\n';
  if (char === '(') return openParenthesis(scan);
  scan.at += (char === '&' || char === '|') && (next === char || (char === '|' && next === '&')) ? 2 : 1;
  if (asks) return;
  if (char === ')') return closeParenthesis(scan);
  if (char === '|') return endCommand(scan, next === '|' ? '||' : '|');
  if (char === '&' && next === '&') return endCommand(scan, '&&');
  // `&>file` is a redirection, and PowerShell calls a program with `& "path"`.
  if (char === '&' && (next === '>' || (scan.isPowerShell && words.length === 0))) return;
  endCommand(scan, ';');
  if (char === '\n') for (const end of scan.ends.splice(0)) skipDocument(scan, end);
}

/** A subshell where a command may begin, else a list of values or of parameters. */
function openParenthesis(scan: Scan): void {
  if (scan.words.length > 0 || scan.text.startsWith('((', scan.at)) {
    if (scan.words.length === 0) scan.words.push('$');
    skipParentheses(scan);
  } else {
    scan.depth += 1;
    scan.at += 1;
  }
}

function closeParenthesis(scan: Scan): void {
  // Without an open one, it ends a pattern of `case`, which is no command.
  if (scan.depth === 0) scan.words = [];
  else scan.depth -= 1;
}

function endCommand(scan: Scan, joint: Joint): void {
  if (scan.words.length > 0) scan.commands.push({ words: scan.words, joint: scan.joint });
  else if (joint === ';' && scan.joint !== '') return;
  scan.words = [];
  if (scan.commands.length > 0) scan.joint = joint;
}

function redirection(scan: Scan): void {
  const { text, at } = scan;
  if (text.startsWith('<<', at) && text[at + 2] !== '<') {
    scan.at += 2;
    scan.ends.push(endOfDocument(scan));
    return;
  }
  scan.at += 1;
  if (text[scan.at] === '(') return skipParentheses(scan);
  while ('<>&|'.includes(text[scan.at] ?? ' ')) scan.at += 1;
  while (scan.at < text.length && kindAt(scan) === BLANK) scan.at += 1;
  if (scan.at < text.length && (kindAt(scan) === PLAIN || kindAt(scan) === SPECIAL)) readWord(scan);
}

/** The word that ends a here-document, which stands after `<<`. */
function endOfDocument(scan: Scan): string {
  if (scan.text[scan.at] === '-') scan.at += 1;
  while (scan.at < scan.text.length && kindAt(scan) === BLANK) scan.at += 1;
  return scan.at < scan.text.length && kindAt(scan) !== OPERATOR ? readWord(scan) : '';
}

function skipDocument(scan: Scan, end: string): void {
  const { text } = scan;
  while (scan.at < text.length) {
    const stop = from(scan, '\n');
    const line = text.slice(scan.at, stop).trim();
    scan.at = stop + 1;
    if (line === end) {
      // What follows the end stands on a line of its own.
      scan.at = stop;
      return;
    }
  }
  scan.at = text.length;
  scan.whole = false;
}

function word(scan: Scan): void {
  const start = scan.at;
  const value = readWord(scan);
  // `2>file`: the number belongs to the redirection.
  if (scan.at < scan.text.length && kindAt(scan) === REDIRECTION && /^\d{1,2}$/.test(scan.text.slice(start, scan.at)))
    return;
  // Nothing is left of a line break that was escaped, or of empty quotes.
  if (value !== '') scan.words.push(value);
}

function readWord(scan: Scan): string {
  const { text } = scan;
  let value = '';
  let start = scan.at;
  for (;;) {
    let at = scan.at;
    let kind = PLAIN;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      kind = code < 128 ? (KINDS[code] ?? PLAIN) : PLAIN;
      if (kind !== PLAIN) break;
    }
    scan.at = at;
    if (at >= text.length || kind !== SPECIAL) return start === at ? value : value + text.slice(start, at);
    value += text.slice(start, at) + readSpecial(scan);
    start = scan.at;
  }
}

function readSpecial(scan: Scan): string {
  const { text, isPowerShell } = scan;
  const char = text[scan.at];
  const next = text[scan.at + 1];
  if (char === "'") return readSingle(scan);
  if (char === '"') return readDouble(scan);
  if (char === '$' && next === '(') {
    scan.at += 1;
    skipParentheses(scan);
    return '$';
  }
  if (char === '`' && !isPowerShell) {
    scan.at += 1;
    scan.at = after(scan, '`');
    return '$';
  }
  if (char === (isPowerShell ? '`' : '\\')) {
    scan.at = Math.min(text.length, scan.at + 2);
    return next === '\n' || next === undefined ? '' : next;
  }
  scan.at += 1;
  return char ?? '';
}

function readSingle(scan: Scan): string {
  scan.at += 1;
  const start = scan.at;
  scan.at = after(scan, "'");
  return scan.text.slice(start, scan.at > start && scan.text[scan.at - 1] === "'" ? scan.at - 1 : scan.at);
}

function readDouble(scan: Scan): string {
  const { text } = scan;
  const escape = scan.isPowerShell ? BACKTICK : BACKSLASH;
  const start = scan.at + 1;
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === DOUBLE_QUOTE) {
      scan.at = at + 1;
      return text.slice(start, at);
    }
    if (code === DOLLAR && text[at + 1] === '(') {
      scan.at = at + 1;
      skipParentheses(scan);
      at = scan.at;
    } else at += code === escape ? 2 : 1;
  }
  scan.at = text.length;
  scan.whole = false;
  return text.slice(start);
}

/** From an opening parenthesis to behind the one that closes it. */
function skipParentheses(scan: Scan): void {
  const { text } = scan;
  const ends: string[] = [];
  let depth = 0;
  while (scan.at < text.length) {
    const char = text[scan.at];
    if (char === "'") readSingle(scan);
    else if (char === '"') readDouble(scan);
    else if (char === '<' && text[scan.at + 1] === '<' && text[scan.at + 2] !== '<') {
      scan.at += 2;
      ends.push(endOfDocument(scan));
    } else {
      scan.at += char === '\\' ? 2 : 1;
      if (char === '(') depth += 1;
      if (char === ')' && (depth -= 1) === 0) return;
      if (char === '\n') for (const end of ends.splice(0)) skipDocument(scan, end);
    }
  }
  scan.at = text.length;
  scan.whole = false;
}

/** Place of `mark`, or the end of the text. */
function from(scan: Scan, mark: string): number {
  const found = scan.text.indexOf(mark, scan.at);
  return found < 0 ? scan.text.length : found;
}

/** Place behind `mark`; without one the line is not whole. */
function after(scan: Scan, mark: string): number {
  const found = scan.text.indexOf(mark, scan.at);
  if (found < 0) scan.whole = false;
  return found < 0 ? scan.text.length : found + 1;
}
