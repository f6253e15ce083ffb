/**
 * Puts an element into a JSON object or list and takes one out, touching nothing else: neither the layout of its neighbours nor a comment.
 * What is put in is laid out as its surroundings are.
 */

import { createScanner, type Node } from 'jsonc-parser';
import { eolOf, unitOf } from './layout.ts';

/** The text with `value` as the last element of a list, or under `key` as the last member of an object. */
export function appended(text: string, container: Node, { key, value }: { key?: string; value: unknown }): string {
  const close = container.offset + container.length - 1;
  const last = container.children?.at(-1);
  const inside = text.slice(container.offset + 1, close);
  const isOneLine = container.parent !== undefined && !text.trim().includes('\n');
  const isFlat = !inside.includes('\n') && (last !== undefined || isOneLine);
  const filled = container.offset + 1 + inside.trimEnd().length;
  const element = (indent: string): string => {
    const json = isFlat
      ? flat(value)
      : JSON.stringify(value, null, unitOf(text)).replaceAll('\n', `${eolOf(text)}${indent}`);
    return key === undefined ? json : `${JSON.stringify(key)}: ${json}`;
  };
  const comma =
    last === undefined || commaAfter(text, last, close) !== undefined ? undefined : last.offset + last.length;
  const withComma = comma === undefined ? text : `${text.slice(0, comma)},${text.slice(comma)}`;
  const at = filled + (comma === undefined ? 0 : 1);
  if (isFlat) return `${withComma.slice(0, at)}${last === undefined ? '' : ' '}${element('')}${withComma.slice(at)}`;
  const outer = indentAt(text, container.offset);
  const indent = last === undefined ? outer + unitOf(text) : indentAt(text, last.offset);
  const end = inside.slice(inside.trimEnd().length).includes('\n') ? '' : `${eolOf(text)}${outer}`;
  const rest = end === '' ? withComma.slice(at) : withComma.slice(at).trimStart();
  return `${withComma.slice(0, at)}${eolOf(text)}${indent}${element(indent)}${end}${rest}`;
}

/** The text without one element; its comma goes with it. */
export function without(text: string, container: Node, index: number): string {
  const children = container.children ?? [];
  const child = children[index];
  if (child === undefined) return text;
  const close = container.offset + container.length - 1;
  const end = child.offset + child.length;
  const before = text.slice(container.offset + 1, child.offset);
  const start = container.offset + 1 + before.trimEnd().length;
  const next = commaAfter(text, child, close);
  const previous = children[index - 1];
  if (next !== undefined && index < children.length - 1) return text.slice(0, start) + text.slice(next + 1);
  const comma = previous === undefined ? undefined : commaAfter(text, previous, child.offset);
  const rest = next === undefined ? text.slice(end) : text.slice(end, next) + text.slice(next + 1);
  if (comma === undefined || next !== undefined) return closed(text.slice(0, start), rest);
  return text.slice(0, comma) + text.slice(comma + 1, start) + rest;
}

/** `{` and `}` of what is now empty stand together. */
function closed(head: string, rest: string): string {
  return /[{[]$/.test(head) && /^\s*[}\]]/.test(rest) ? head + rest.trimStart() : head + rest;
}

/** Offset of the comma between a node and `limit`, comments passed over. */
function commaAfter(text: string, node: Node, limit: number): number | undefined {
  const from = node.offset + node.length;
  const scanner = createScanner(text.slice(from, limit), true);
  return scanner.scan() === COMMA ? from + scanner.getTokenOffset() : undefined;
}

/** `SyntaxKind.CommaToken`, which exists for the compiler only. */
const COMMA: number = 5;

/** `{"a": [1, 2]}` on one line. */
function flat(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flat).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, member]) => `${JSON.stringify(key)}: ${flat(member)}`)
    .join(', ')}}`;
}

/** What the line of this offset begins with. */
function indentAt(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}
