/**
 * What other tools left to be shared, `<tool>/sessions/<time>-<id>/session.json` and other texts: redacted as a whole, under the path that it
 * has. What is no text, too large, or not a plain file stays here and is named.
 */

import { createHash } from 'node:crypto';
import { closeSync, constants, lstatSync, openSync, readFileSync, readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import type { Redactor } from '../redaction/redact.ts';
import { makeRedactStream } from '../redaction/stream.ts';
import { codeOf } from '../store/refusal.ts';
import type { Tip } from './define.ts';
import { SHARDS } from './shard.ts';
import { union } from './union.ts';

export type Source = {
  /** The folder, an absolute path. It need not be there. */
  readonly folder: string;
  readonly maxFileBytes: number;
};

/** Redacted contents by path on the branch, and what was refused. */
export type SourceFiles = { readonly files: ReadonlyMap<string, Uint8Array>; readonly notes: readonly string[] };

export function readSource({ folder, maxFileBytes }: Source, redactor: Redactor): SourceFiles {
  const files = new Map<string, Uint8Array>();
  const notes: string[] = [];
  for (const path of walk(folder, '')) {
    const text = whyNot(path, redactor) ?? contentOf(join(folder, path), maxFileBytes);
    if ('problem' in text) notes.push(`${shown(path, redactor)} stays here: ${text.problem}.`);
    else files.set(path, redacted(text.content, redactor));
  }
  return { files, notes };
}

/** Why something stays here, as the end of a sentence. */
type Problem = { readonly problem: string };

export type FilesAdded = {
  readonly writes: ReadonlyMap<string, Uint8Array>;
  readonly bytes: number;
  readonly notes: readonly string[];
};

/** What the tip does not have in this form. Where it has a longer one, of whoever, that one stays. */
export async function filesToAdd(tip: Tip, { files, notes }: SourceFiles): Promise<FilesAdded> {
  const writes = new Map<string, Uint8Array>();
  let bytes = 0;
  for (const [path, content] of files) {
    const there = tip.files.get(path);
    if (there !== undefined && there.oid === oidOf(content, there.oid.length)) continue;
    const old = there === undefined ? undefined : await tip.read(path);
    const wanted = old === undefined ? content : union(path, old, content);
    if (old !== undefined && Buffer.compare(old, wanted) === 0) continue;
    writes.set(path, wanted);
    bytes += wanted.length;
  }
  return { writes, bytes, notes };
}

/** The name that git gives to the content; the length tells which hash the repository uses. */
function oidOf(content: Uint8Array, length: number): string {
  return createHash(length === 64 ? 'sha256' : 'sha1')
    .update(`blob ${content.length}\0`)
    .update(content)
    .digest('hex');
}

/** Paths below the folder with `/` between, in a fixed order. Links are named, not followed, and so is a folder that cannot be opened. */
function* walk(folder: string, below: string): Generator<string> {
  const entries = entriesOf(join(folder, below));
  if (entries === undefined) {
    if (below !== '') yield below;
    return;
  }
  for (const entry of entries.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory() && !entry.name.startsWith('.')) yield* walk(folder, path);
    else yield path;
  }
}

function entriesOf(folder: string): readonly Dirent[] | undefined {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return undefined;
  }
}

/** What speaks against a path, wherever it leads. */
function whyNot(path: string, redactor: Redactor): Problem | undefined {
  if (!path.includes('/')) return { problem: 'it belongs to no tool, whose folder would hold it' };
  if (path.startsWith(`${SHARDS.split('/')[0] ?? ''}/`))
    return { problem: 'the folder has the name of that of the shards' };
  if (path.split('/').some((part) => part.startsWith('.'))) return { problem: 'it is hidden' };
  if (path.length > 200 || !PORTABLE.test(path)) return { problem: 'not every system could write its name' };
  return redactor.find(path).length > 0 ? { problem: 'its name holds what is redacted' } : undefined;
}

/** Neither control characters nor what Windows refuses. */
const PORTABLE = /^[^\u0000-\u001f\u007f\\:*?"<>|]+$/;

function contentOf(path: string, maxFileBytes: number): Problem | { readonly content: string } {
  try {
    const stat = lstatSync(path);
    if (stat.isSymbolicLink()) return { problem: 'it is a link' };
    if (!stat.isFile()) return { problem: 'it is no file' };
    if (stat.size > maxFileBytes) return { problem: `it has ${stat.size} bytes, and the limit is ${maxFileBytes}` };
    const content = textOf(bytesOf(path));
    return content === undefined ? { problem: 'it is no text' } : { content };
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    return { problem: `it cannot be opened (${code})` };
  }
}

/** Should a link have taken the place of the file meanwhile, it is not followed. */
function bytesOf(path: string): Uint8Array {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/** Undefined for what is no UTF-8 text. */
function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  const text = Buffer.from(bytes).toString('utf8');
  return Buffer.compare(Buffer.from(text), bytes) === 0 ? text : undefined;
}

function redacted(text: string, redactor: Redactor): Uint8Array {
  const stream = makeRedactStream(redactor);
  return Buffer.from(stream.push(text) + stream.end());
}

/** The path as a note may show it. */
function shown(path: string, redactor: Redactor): string {
  return redactor.redactText(path).replaceAll(/[\u0000-\u001f\u007f]/g, '?');
}
