/**
 * Redacts a stream of text piece by piece: lines leave as soon as they are complete, except where a secret may go on in the next line. JSON
 * (a document, or values on lines) stays JSON. Memory is bounded, whatever comes.
 */

import { redactJsonText, type Located } from './json-text.ts';
import type { Redactor } from './redact.ts';

export type Finding = { readonly line: number; readonly column: number; readonly kind: string; readonly rule: string };

export type RedactStream = {
  /** Takes the next piece; answers with what can leave. */
  push(piece: string): string;
  /** The rest. */
  end(): string;
};

/** A JSON document longer than this is redacted as text. */
const LONGEST_JSON = 32 * 1024 * 1024;
/** At most so much is held back because a secret may go on. */
const LONGEST_HELD = 256 * 1024;

export function makeRedactStream(redactor: Redactor, found?: (finding: Finding) => void): RedactStream {
  let held = '';
  const progress: Progress = { at: 0, depth: 0 };
  const place = found === undefined ? undefined : makePlaces(found);

  const asText = (text: string): string => {
    if (place !== undefined)
      for (const { start, kind, rule } of redactor.find(text)) place.report(text, { offset: start, kind, rule });
    place?.pass(text);
    return redactor.redactText(text);
  };
  const asJson = (text: string): string => {
    const left = redactJsonText(text, redactor, place === undefined ? undefined : (where) => place.report(text, where));
    place?.pass(text);
    return left;
  };

  const take = (last: boolean): string => {
    let left = '';
    while (held !== '') {
      const json = jsonLength(held, last, progress);
      if (json === 'more' && held.length < LONGEST_JSON) break;
      progress.at = 0;
      progress.depth = 0;
      if (typeof json === 'number') {
        left += asJson(held.slice(0, json));
        held = held.slice(json);
        continue;
      }
      const length = last ? textLength(held) || held.length : textLength(held);
      if (length === 0) break;
      left += asText(held.slice(0, length));
      held = held.slice(length);
    }
    return left;
  };

  return {
    push(piece) {
      held += piece;
      return take(false);
    },
    end: () => take(true),
  };
}

/** How far a value has been followed, so that a long one that comes in many pieces is read once. */
type Progress = { at: number; depth: number };

/** Length of the JSON value and its line end at the beginning of `text`; `more` when it may go on; `none` when it is no JSON. */
function jsonLength(text: string, last: boolean, progress: Progress): number | 'more' | 'none' {
  if (progress.at === 0 && !OPENS_JSON.test(text)) return 'none';
  const end = endOfValue(text, progress);
  if (end < 0 && !last) return 'more';
  progress.at = 0;
  progress.depth = 0;
  LINE_END.lastIndex = end;
  return end >= 0 && LINE_END.test(text) && isJson(text.slice(0, end)) ? LINE_END.lastIndex : 'none';
}

const OPENS_JSON = /^\s*(?:\{\s*["}]|\[\s*(?:["{[\]0-9-]|true|false|null))/;
const LINE_END = /[ \t\r]*(?:\n|$)/y;

/** Offset after the bracket that closes the first one, or -1, with `progress` brought up to date. */
function endOfValue(text: string, progress: Progress): number {
  const sign = /["{}[\]]/g;
  sign.lastIndex = progress.at;
  for (let match = sign.exec(text); match !== null; match = sign.exec(text)) {
    if (match[0] === '"') {
      STRING.lastIndex = match.index;
      if (!STRING.test(text)) return -1;
      sign.lastIndex = STRING.lastIndex;
    } else {
      progress.depth += match[0] === '{' || match[0] === '[' ? 1 : -1;
      if (progress.depth <= 0) return match.index + 1;
    }
    progress.at = sign.lastIndex;
  }
  return -1;
}

const STRING = /"[^"\\]*(?:\\[^][^"\\]*)*"/y;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/** Length of the complete lines of text at the beginning that can leave: up to where JSON begins, or something that may go on. */
function textLength(text: string): number {
  const complete = text.lastIndexOf('\n') + 1;
  const lines = text.slice(0, complete);
  const json = lines.slice(1).search(/\n(?=[{[])/);
  const end = json < 0 ? complete : json + 2;
  const open = opensHere(lines.slice(0, end));
  if (open >= 0 && complete - open < LONGEST_HELD && json < 0) return open;
  return complete === 0 && text.length > LONGEST_HELD ? text.length : end;
}

/** Where something begins that may go on after these lines: a private key without its end, a continued command, a manifest; or -1. */
function opensHere(lines: string): number {
  const tail = Math.max(0, lines.length - LONGEST_HELD);
  const key = lines.lastIndexOf('PRIVATE KEY');
  if (key > tail && lines.lastIndexOf('-----BEGIN', key) >= 0 && lines.indexOf('-----END', key) < 0)
    return lines.lastIndexOf('\n', lines.lastIndexOf('-----BEGIN', key)) + 1;
  const manifest = /\nkind: Secret\s*\n(?:.*\n){0,20}$/.exec(lines.slice(-4096));
  if (manifest !== null) return lines.length - Math.min(4096, lines.length) + manifest.index + 1;
  const continued = /(?:^|\n)(?:[^\n]*\\\n){1,20}$/.exec(lines.slice(-8192));
  return continued === null
    ? -1
    : lines.length - Math.min(8192, lines.length) + continued.index + (continued[0].startsWith('\n') ? 1 : 0);
}

/** Turns offsets of pieces into lines and columns of the whole, both from 1. */
function makePlaces(found: (finding: Finding) => void): {
  report(text: string, where: Located): void;
  pass(text: string): void;
} {
  let line = 1;
  let column = 1;
  return {
    report(text, { offset, kind, rule }) {
      const before = text.slice(0, offset).split('\n');
      const last = before[before.length - 1] ?? '';
      found({ line: line + before.length - 1, column: (before.length === 1 ? column : 1) + last.length, kind, rule });
    },
    pass(text) {
      const lines = text.split('\n');
      const last = lines[lines.length - 1] ?? '';
      column = (lines.length === 1 ? column : 1) + last.length;
      line += lines.length - 1;
    },
  };
}
