/** The random id of this installation. It names the files that this installation writes; it says nothing about the machine. */

import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Places } from '../config/home.ts';
import { AppError } from '../errors.ts';
import { codeOf, refusal } from './refusal.ts';

const ID = /^[0-9a-f]{8}$/;

/** Eight hexadecimal digits, made on the first call and the same ever after, also when two processes call at once. */
export function machineId(places: Places): string {
  return readId(places.machineFile) ?? makeId(places.machineFile);
}

function readId(file: string): string | undefined {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw refusal(error, file, 'read');
  }
  const id = /"machine"\s*:\s*"([^"]*)"/.exec(content)?.[1];
  if (id !== undefined && ID.test(id)) return id;
  throw new AppError('store/corrupt-segment', `${file} does not hold a machine id.`, { hint: 'Delete the file; a new id is made.' });
}

/** Written aside and linked into place: a reader never sees half a file, and the first of two writers wins. */
function makeId(file: string): string {
  const id = randomBytes(4).toString('hex');
  const aside = `${file}.${process.pid}.${id}`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(aside, `${JSON.stringify({ machine: id })}\n`, { mode: 0o600, flag: 'wx' });
    try {
      linkSync(aside, file);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    } finally {
      unlinkSync(aside);
    }
  } catch (error) {
    throw refusal(error, file);
  }
  return readId(file) ?? id;
}
