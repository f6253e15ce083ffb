/** What a call is about, read from its parameters, which Codex writes as JSON inside a string that the reader may have cut. */

import { CUT, count, known, list, object, parsed, text, type Json } from '../read.ts';

export type About = { target?: string; lines_added?: number; lines_removed?: number; terminal?: number };

/** Parameters that say what a call is about, first match wins. Texts for a model or a terminal are never among them. */
const TELLING = ['path', 'file_path', 'query', 'q', 'pattern', 'url', 'uri', 'agent_type', 'target', 'id', 'name'];
const SHELLS = /^(?:\S*\/)?(?:bash|zsh|sh|dash)$/;
const PATCH_FILE = /^\*\*\* (?:Add|Update|Delete) File: (.+)$/m;

/** For `function_call`: `arguments` is a JSON text. */
function aboutArguments(value: unknown): About {
  const raw = typeof value === 'string' ? value : '';
  const parameters = object(value) ?? parse(raw) ?? cutCommand(raw);
  if (parameters === undefined) return {};
  const command = commandLine(parameters['cmd'] ?? parameters['command']);
  if (command !== undefined) return command.startsWith('*** Begin Patch') ? aboutPatch(command) : { target: command };
  const told =
    TELLING.map((name) => text(parameters[name])).find((one) => one !== undefined) ??
    text(list(parameters['targets'])[0]);
  return known({ target: told, terminal: count(parameters['session_id']) });
}

/** For a patch: the first file it names, and the lines it adds and removes. Of a patch that was cut, the lines are not known. */
function aboutPatch(input: string): About {
  const target = PATCH_FILE.exec(input)?.[1];
  if (input.includes(CUT)) return known({ target });
  return { ...known({ target }), ...changedLines(input) };
}

/** Only a patch is plain text; the input of another custom tool may hold anything. */
export function aboutInput(name: unknown, input: unknown): About {
  return name === 'apply_patch' && typeof input === 'string' && input.includes('*** Begin Patch')
    ? aboutPatch(input)
    : aboutArguments(input);
}

/** `action` of a shell or search call. */
export function aboutAction(action: Json): About {
  const target =
    commandLine(action['command']) ??
    text(action['query']) ??
    text(list(action['queries'])[0]) ??
    text(action['url']) ??
    text(action['pattern']);
  return known({ target });
}

/** Lines changed, as the client counted them by file, and the first of the files. Nothing when a part of them was cut. */
export function aboutChanges(changes: unknown): About {
  const files = Object.entries(object(changes) ?? {});
  const target = files[0]?.[0];
  let added = 0;
  let removed = 0;
  for (const [, change] of files) {
    const diff = object(change)?.['unified_diff'] ?? object(change)?.['content'];
    if (typeof diff !== 'string' || diff.includes(CUT)) return known({ target });
    const lines = wholeOrChanged(object(change)?.['type'], diff);
    added += lines.lines_added;
    removed += lines.lines_removed;
  }
  return target === undefined ? {} : { target, lines_added: added, lines_removed: removed };
}

/** A new or deleted file counts with all its lines. */
function wholeOrChanged(type: unknown, diff: string): { lines_added: number; lines_removed: number } {
  if (type !== 'add' && type !== 'delete') return changedLines(diff);
  const lines = diff === '' ? 0 : diff.replace(/\n$/, '').split('\n').length;
  return type === 'add' ? { lines_added: lines, lines_removed: 0 } : { lines_added: 0, lines_removed: lines };
}

/** Lines that a unified diff or a patch adds and removes. */
function changedLines(diff: string): { lines_added: number; lines_removed: number } {
  let added = 0;
  let removed = 0;
  for (const line of diff.split('\n')) {
    if (line.startsWith('+') && !line.startsWith('+++ ')) added += 1;
    else if (line.startsWith('-') && !line.startsWith('--- ')) removed += 1;
  }
  return { lines_added: added, lines_removed: removed };
}

/** The line that a person would type: `["bash", "-lc", "npm test"]` and `bash -lc 'npm test'` are `npm test`. */
export function commandLine(value: unknown): string | undefined {
  if (typeof value === 'string') return text(unwrapped(value));
  const words = list(value).filter((word) => typeof word === 'string');
  const [first = '', second = '', third] = words;
  if (first === 'apply_patch' && second !== '') return second;
  if (third !== undefined && SHELLS.test(first) && /^-l?c$/.test(second)) return text(third);
  return text(words.join(' '));
}

function unwrapped(line: string): string {
  const match = /^(\S+) -l?c (.+)$/s.exec(line);
  const [, shell = '', script = ''] = match ?? [];
  if (!SHELLS.test(shell)) return line;
  const quote = script[0];
  const isQuoted =
    (quote === "'" || quote === '"') && script.length > 1 && script.indexOf(quote, 1) === script.length - 1;
  return isQuoted ? script.slice(1, -1) : script;
}

function parse(raw: string): Json | undefined {
  return raw === '' || raw.includes(CUT) ? undefined : object(parsed(raw));
}

/** The beginning of the command in parameters that were cut or are no JSON. */
function cutCommand(raw: string): Json | undefined {
  const match = /"(cmd|command|path|file_path|query)"\s*:\s*"((?:[^"\\\u0000]|\\.)*)/.exec(raw);
  const [, name, written] = match ?? [];
  return name === undefined || written === undefined
    ? undefined
    : parse(`{"${name}":"${written.replace(/\\u[0-9a-fA-F]{0,3}$/, '')}"}`);
}
