/**
 * Puts our hooks into the text of a settings file, and takes them out: text in, text out. What is there keeps its formatting, comments and
 * order; doing it twice changes nothing; what cannot be understood is refused.
 */

import {
  findNodeAtLocation,
  parseTree,
  printParseErrorCode,
  type JSONPath,
  type Node,
  type ParseError,
} from 'jsonc-parser';
import { AppError } from '../errors.ts';
import type { Client } from './clients.ts';
import { isOurs } from './command.ts';
import { positionOf } from './layout.ts';
import { appended, without } from './splice.ts';

/** The text with one hook for every event of the client; `path` is only for messages. */
export function withHooks(text: string, client: Client, { command, path }: { command: string; path: string }): string {
  const bare = withoutMark(text);
  let edited = bare.trim() === '' ? '{}\n' : bare;
  for (const event of client.events) {
    const ours = handlersOf(parsed(edited, path), path).filter((handler) => handler.event === event && handler.ours);
    if (ours.length === 1 && ours[0]?.command === command) continue;
    for (const handler of ours.toReversed()) edited = removed(edited, handler);
    edited = added(edited, event, { client, command, path });
  }
  return markOf(text) + edited;
}

/** The text without any hook of ours. Lists and objects that are empty without them go, too. */
export function withoutHooks(text: string, path: string): string {
  let edited = withoutMark(text);
  for (;;) {
    const last = edited.trim() === '' ? undefined : handlersOf(parsed(edited, path), path).findLast(({ ours }) => ours);
    if (last === undefined) return markOf(text) + edited;
    edited = removed(edited, last);
  }
}

/** The commands of our hooks by event. */
export function hooksIn(text: string, path: string): ReadonlyMap<string, string> {
  const bare = withoutMark(text);
  if (bare.trim() === '') return new Map();
  const ours = handlersOf(parsed(bare, path), path).filter((handler) => handler.ours);
  return new Map(ours.map(({ event, command }) => [event, command]));
}

const MARK = '\ufeff';

/** The byte order mark that some editors put first; JSON does not know it. */
function markOf(text: string): string {
  return text.startsWith(MARK) ? MARK : '';
}

function withoutMark(text: string): string {
  return text.slice(markOf(text).length);
}

const OPTIONS = { allowTrailingComma: true, disallowComments: false } as const;

type Handler = {
  readonly event: string;
  readonly group: number;
  readonly index: number;
  readonly command: string;
  readonly ours: boolean;
  /** Handlers in its group, groups of its event, events. */
  readonly beside: { readonly handlers: number; readonly groups: number; readonly events: number };
};

function handlersOf(root: Node, path: string): readonly Handler[] {
  const hooks = memberOf(root, 'hooks', path);
  if (hooks === undefined) return [];
  if (hooks.type !== 'object') throw refused(path, '"hooks" is no object');
  const events = hooks.children ?? [];
  return events.flatMap(({ children = [] }) => {
    const [key, groups] = children;
    const event = String(key?.value);
    if (groups?.type !== 'array') return [];
    return (groups.children ?? []).flatMap((entry, group) => {
      const handlers = entry.type === 'object' ? findNodeAtLocation(entry, ['hooks']) : undefined;
      if (handlers?.type !== 'array') return [];
      const inGroup = handlers.children ?? [];
      return inGroup.map((handler, index): Handler => {
        const value: unknown = handler.type === 'object' ? findNodeAtLocation(handler, ['command'])?.value : undefined;
        const command = typeof value === 'string' ? value : '';
        const beside = { handlers: inGroup.length, groups: groups.children?.length ?? 0, events: events.length };
        return { event, group, index, command, ours: isOurs(command), beside };
      });
    });
  });
}

/** Takes out the handler, and what would be empty without it: its group, its event, all hooks. */
function removed(text: string, { event, group, index, beside }: Handler): string {
  const root = parseTree(text, [], OPTIONS);
  if (root === undefined) return text;
  const nodeAt = (path: JSONPath): Node => findNodeAtLocation(root, path) ?? root;
  if (beside.handlers > 1) return without(text, nodeAt(['hooks', event, group, 'hooks']), index);
  if (beside.groups > 1) return without(text, nodeAt(['hooks', event]), group);
  const holder = beside.events > 1 ? nodeAt(['hooks']) : root;
  const key = beside.events > 1 ? event : 'hooks';
  return without(
    text,
    holder,
    (holder.children ?? []).findIndex(({ children }) => children?.[0]?.value === key),
  );
}

type Adding = { readonly client: Client; readonly command: string; readonly path: string };

function added(text: string, event: string, { client, command, path }: Adding): string {
  const name = client.name === undefined ? {} : { name: client.name };
  const group = { hooks: [{ ...name, type: 'command', command, timeout: client.timeout }] };
  const root = parsed(text, path);
  const hooks = memberOf(root, 'hooks', path);
  if (hooks === undefined) return appended(text, root, { key: 'hooks', value: { [event]: [group] } });
  const groups = memberOf(hooks, event, path);
  if (groups === undefined) return appended(text, hooks, { key: event, value: [group] });
  if (groups.type !== 'array') throw refused(path, `"hooks.${event}" is no list`);
  return appended(text, groups, { value: group });
}

/** A key that stands twice is read differently by different programs: whoever wrote it has to decide. */
function memberOf(node: Node, key: string, path: string): Node | undefined {
  const members = (node.children ?? []).filter(({ children }) => children?.[0]?.value === key);
  if (members.length > 1) throw refused(path, `"${key}" stands in it ${members.length} times`);
  return members[0]?.children?.[1];
}

function parsed(text: string, path: string): Node {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, OPTIONS);
  const [first] = errors;
  if (first !== undefined) {
    const { line, column } = positionOf(text, first.offset);
    throw refused(path, `line ${line}, column ${column}: ${spaced(printParseErrorCode(first.error))}`);
  }
  if (root?.type !== 'object') throw refused(path, 'it holds no JSON object');
  return root;
}

/** `CommaExpected` → `comma expected`. */
function spaced(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}

function refused(path: string, why: string): AppError {
  return new AppError('client/unreadable-settings', `${path} cannot be understood (${why}), so nothing was changed.`, {
    hint: 'Mend the file, then run the command again.',
  });
}
