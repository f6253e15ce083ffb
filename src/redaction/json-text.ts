/** Redacts JSON as text: only the string literals change, so formatting, numbers and the order of keys stay byte for byte. */

import type { Span } from './spans.ts';

/** What stands at an offset of the text was redacted. */
export type Located = { readonly offset: number; readonly kind: string; readonly rule: string };

export type JsonTools = {
  /** Redacts a value; see `Redactor`. */
  redact(value: unknown): unknown;
  find(text: string): readonly Span[];
};

/** `text` must be JSON, or JSON values one after the other. */
export function redactJsonText(text: string, tools: JsonTools, located?: (where: Located) => void): string {
  let left = '';
  let from = 0;
  let key: string | undefined;
  for (let start = text.indexOf('"'); start >= 0; start = text.indexOf('"', start)) {
    const end = endOfLiteral(text, start);
    const literal = text.slice(start, end);
    const value: unknown = JSON.parse(literal);
    if (typeof value !== 'string') break;
    const isKey = followedByColon(text, end);
    const answer = isKey || key === undefined ? tools.redact(value) : valueUnder(key, value, tools);
    if (answer !== value) {
      left += text.slice(from, start) + JSON.stringify(answer);
      from = end;
      if (located !== undefined) locate({ start, literal, value }, tools, located);
    }
    key = isKey ? value : undefined;
    start = end;
  }
  return left + text.slice(from);
}

/** Offset after the closing quote. */
function endOfLiteral(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end >= 0) {
    let slashes = 0;
    while (text[end - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return end + 1;
    end = text.indexOf('"', end + 1);
  }
  return text.length;
}

function followedByColon(text: string, end: number): boolean {
  let at = end;
  while (at < text.length && ' \t\r\n'.includes(text[at] ?? 'x')) at += 1;
  return text[at] === ':';
}

/** The key may say that the whole value is a secret. */
function valueUnder(key: string, value: string, tools: JsonTools): unknown {
  const answer = tools.redact({ [`${key}`]: value });
  return typeof answer === 'object' && answer !== null
    ? (Object.values(answer)[0] ?? tools.redact(value))
    : tools.redact(value);
}

type Literal = { readonly start: number; readonly literal: string; readonly value: string };

function locate({ start, literal, value }: Literal, tools: JsonTools, located: (where: Located) => void): void {
  const spans = tools.find(value);
  if (spans.length === 0) located({ offset: start + 1, kind: 'secret', rule: 'key' });
  // With escapes before it, the place within the literal is not known exactly; its beginning is.
  for (const { start: within, kind, rule } of spans)
    located({ offset: start + 1 + (literal.includes('\\') ? 0 : within), kind, rule });
}
