/**
 * Which group a failure belongs to: equal for the same failure in another repository, at another path, under another client or developer.
 * It is a hash of what `explain` tells, so that whoever doubts a group can see what made it.
 */

import type { Fields } from '../event/schema.ts';
import { COMMAND_TOOLS } from '../sources/failure.ts';
import { templateOf } from './template.ts';

/** Raised when a rule changes a group; a fingerprint begins with it. */
export const FINGERPRINT_VERSION = 1;

type FailedField = 'tool' | 'name' | 'error_class' | 'error_text' | 'program' | 'exit_code';
export type Failed = { readonly [Name in FailedField]?: Fields[Name] | undefined };

/** What makes the group of a failure. */
export type Explanation = {
  readonly version: number;
  /** `shell` for every tool that runs commands, whatever its client calls it. */
  readonly tool: string;
  readonly class: string;
  /** The telling line, generalised; else the program, and the status where that names a signal. May be empty. */
  readonly template: string;
};

/** Classes whose output is about the code at hand and never twice the same: which program wrote it is what comes again. */
const ABOUT_CODE: ReadonlySet<string | undefined> = new Set(['test_failed', 'information']);

/** From here on a status means that a signal ended the program, or the shell could not run it. */
const SIGNALS = 124;

export function explain(failed: Failed): Explanation {
  const tool = failed.tool ?? failed.name ?? '';
  return {
    version: FINGERPRINT_VERSION,
    tool: COMMAND_TOOLS.has(tool) ? 'shell' : tool,
    class: failed.error_class ?? '',
    template: ABOUT_CODE.has(failed.error_class)
      ? (failed.program ?? '')
      : templateOf(failed.error_text ?? '', failed.error_class) || ended(failed),
  };
}

function ended({ program, exit_code: status }: Failed): string {
  if (program === undefined) return '';
  return status === undefined || status < SIGNALS ? program : `${program} (exit status ${status})`;
}

/** Failures come again; the same one is explained once, up to so many different ones at a time. */
const MOST_REMEMBERED = 1_000;
const remembered = new Map<string, string>();

/** The version, a dash, and 12 characters. */
export function fingerprintOf(failed: Failed): string {
  const { tool, name, error_class: errorClass, error_text: said, program, exit_code: status } = failed;
  const key = `${tool}\0${name}\0${errorClass}\0${program}\0${status}\0${said}`;
  const before = remembered.get(key);
  if (before !== undefined) return before;
  const made = make(failed);
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(key, made);
  return made;
}

function make(failed: Failed): string {
  const { version, tool, class: name, template } = explain(failed);
  return `${version}-${hash(`${version}\n${tool}\n${name}\n${template.toLowerCase()}`)}`;
}

/**
 * 60 bits as 12 characters of base 32: cyrb53's two lanes of 32 bits (public domain), of which all but four are used. No secret is kept
 * by it: the text that it stands for is in the log, redacted.
 */
function hash(text: string): string {
  const { length } = text;
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    a = Math.imul(a ^ code, 0x9e3779b1);
    b = Math.imul(b ^ code, 0x5f356495);
  }
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
  b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  return letters(a >>> 2) + letters(b >>> 2);
}

const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';

/** 30 bits as 6 characters. */
function letters(bits: number): string {
  let written = '';
  for (let shift = 25; shift >= 0; shift -= 5) written += LETTERS[(bits >>> shift) & 31] ?? '';
  return written;
}
