/** What may be told of a call's parameters and result: the main parameter, and sizes. Never a prompt, never the content of a file. */

import { bytesOf, list, object, sizeOf, text, type Json } from '../read.ts';

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
