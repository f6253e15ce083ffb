/** The random id of this installation. It names the files that this installation writes; it says nothing about the machine. */

import { randomBytes } from 'node:crypto';
import { linkSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../config/make-folder.ts';
import type { Places } from '../config/home.ts';
import { AppError } from '../errors.ts';
import { codeOf, refusal } from './refusal.ts';
import { readText } from './small-file.ts';

const ID = /^[0-9a-f]{8}$/;

/** Eight hexadecimal digits, made on the first call and the same ever after, also when two processes call at once. */
export function machineId(places: Places): string {
  const content = makeOnce(places.machineFile, {
    make: () => JSON.stringify({ machine: randomBytes(4).toString('hex') }),
    isValid: (text) => ID.test(idIn(text)),
  });
  return idIn(content);
}

function idIn(content: string): string {
  return /"machine"\s*:\s*"([^"]*)"/.exec(content)?.[1] ?? '';
}

type Once = { make(): string; isValid(content: string): boolean };

/** The content of a file that is written once and never changed, also when two processes want it at the same time. */
export function makeOnce(file: string, once: Once): string {
  const content = readText(file)?.trim() ?? writeOnce(file, once.make());
  if (once.isValid(content)) return content;
  throw new AppError('store/corrupt-segment', `${file} does not hold what it should.`, {
    hint: 'Delete the file; a new one is made.',
  });
}

/** Written aside and linked into place: a reader never sees half a file, and the first of two writers wins. */
function writeOnce(file: string, content: string): string {
  const aside = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    makeFolder(dirname(file));
    writeFileSync(aside, `${content}\n`, { mode: 0o600, flag: 'wx' });
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
  return readText(file)?.trim() ?? content;
}
