/**
 * A settings file of somebody else: read as it is, replaced in one step with its mode kept, through links to where it really lies. A byte
 * that is no UTF-8 makes it unreadable, because it could not be written back as it was.
 */

import {
  chmodSync,
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { AppError } from '../errors.ts';
import { codeOf } from '../store/refusal.ts';

const MOST_LINKS = 40;
const PRIVATE = 0o600;

/** Undefined when there is no such file. */
export function readSettings(path: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
  } catch (cause) {
    const code = codeOf(cause);
    if (code === 'ENOENT') return undefined;
    const why = cause instanceof TypeError ? 'it is not UTF-8' : String(code);
    throw new AppError('client/unreadable-settings', `${path} cannot be read (${why}), so nothing was changed.`, {
      cause,
    });
  }
}

export function writeSettings(path: string, text: string): void {
  const target = targetOf(path);
  const aside = `${target}.${process.pid}.hindcast`;
  try {
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    const mode = statSync(target, { throwIfNoEntry: false })?.mode;
    const file = openSync(aside, 'wx', PRIVATE);
    try {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    if (mode !== undefined) chmodSync(aside, mode & 0o7777);
    renameSync(aside, target);
  } catch (cause) {
    rmSync(aside, { force: true });
    throw notWritten(path, cause);
  }
}

export function removeSettings(path: string): void {
  try {
    rmSync(targetOf(path), { force: true });
  } catch (cause) {
    throw notWritten(path, cause);
  }
}

/** Where the links end, also when nothing is there yet. */
function targetOf(path: string): string {
  let target = path;
  for (let links = 0; links < MOST_LINKS; links++) {
    if (lstatSync(target, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return target;
    target = resolve(dirname(target), readlinkSync(target));
  }
  throw new AppError('client/unreadable-settings', `${path} is a link that leads nowhere.`);
}

function notWritten(path: string, cause: unknown): unknown {
  const code = codeOf(cause);
  if (code === undefined) return cause;
  return new AppError('output/not-writable', `${path} cannot be written (${code}); it is as it was.`, {
    hint: 'Check the permissions of the file and of its folder.',
    cause,
  });
}
