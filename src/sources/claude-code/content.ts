/** What may be told of a call's parameters and result: the main parameter, and sizes. Never a prompt, never the content of a file. */

import { list, object, sizeOf, text, type Json } from '../read.ts';

/** The parameter that says what a call is about. Tools that are not listed, MCP ones among them, tell nothing but sizes. */
const TARGETS: ReadonlyMap<string, string> = new Map([
  ['Bash', 'command'],
  ['PowerShell', 'command'],
  ['Monitor', 'command'],
  ['Read', 'file_path'],
  ['Edit', 'file_path'],
  ['MultiEdit', 'file_path'],
  ['Write', 'file_path'],
  ['NotebookEdit', 'notebook_path'],
  ['NotebookRead', 'notebook_path'],
  ['LS', 'path'],
  ['Glob', 'pattern'],
  ['Grep', 'pattern'],
  ['WebFetch', 'url'],
  ['WebSearch', 'query'],
  ['ToolSearch', 'query'],
  ['Agent', 'subagent_type'],
  ['Task', 'subagent_type'],
  ['Skill', 'skill'],
]);

export function targetOf(tool: string, input: Json): string | undefined {
  const key = TARGETS.get(tool);
  return key === undefined ? undefined : text(input[key]);
}

/** Nothing that a client writes is nested deeper; what is, is not counted. */
const DEEPEST = 12;

/** Sum of the UTF-8 sizes of all strings in a JSON value (of the values, not of the keys). */
export function bytesOf(value: unknown, depth = 0): number {
  if (typeof value === 'string') return sizeOf(value);
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return 0;
  let sum = 0;
  if (Array.isArray(value)) {
    for (const item of value) sum += bytesOf(item, depth + 1);
    return sum;
  }
  const record = object(value) ?? {};
  for (const key in record) sum += bytesOf(record[key], depth + 1);
  return sum;
}

/** Size of a `tool_result`'s content: its texts, and the data of its images. */
export function resultBytes(content: unknown): number {
  if (typeof content === 'string') return sizeOf(content);
  let sum = 0;
  for (const item of list(content)) {
    const block = object(item);
    if (block === undefined) continue;
    sum += bytesOf(block['text']) + bytesOf(object(block['source'])?.['data']);
  }
  return sum;
}

/** The words of a `tool_result`: its text, or its first text block. */
export function resultText(content: unknown): string {
  if (typeof content === 'string') return text(content) ?? '';
  for (const item of list(content)) {
    const words = text(object(item)?.['text']);
    if (words !== undefined) return words;
  }
  return '';
}
