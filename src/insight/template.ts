/**
 * What stays the same when a failure happens again somewhere else: the line of its message that tells, without the paths, numbers, names and
 * ids in it. Only the first part of a message is looked at, and every pattern is bounded.
 */

import { exitCodeOf, matchIn, messageOf } from '../sources/failure.ts';
import { generalise } from './generalise.ts';

/** A message is looked at up to here; the log keeps 500 characters. */
const LOOKED_AT = 2_000;
const LONGEST_LINE = 400;
/** An output of so few lines is the message. Of a longer one that names no error, no line tells. */
const FEW_LINES = 2;

/** The template of a message, or nothing where no line of it tells why. `errorClass` is what `classify` found. */
export function templateOf(text: string, errorClass?: string): string {
  return generalise(tellingLine(text.slice(0, LOOKED_AT), errorClass));
}

// An escape sequence that sets colours or moves the cursor.
const ANSI = /\u001b\[[\d;?]{0,16}[A-Za-z]|\u001b\][^\u0007\n]{0,200}\u0007/g;
/** Line breaks that were written out: `failed:\n\n[FORMAT]`. A path may go on with a small letter. */
const WRITTEN_BREAK = /\\n(?![a-z])/g;

function tellingLine(text: string, errorClass: string | undefined): string {
  const message = messageOf(text.replace(ANSI, ''));
  const isOutput = exitCodeOf(message) !== undefined;
  const lines = message
    .replace(WRITTEN_BREAK, '\n')
    .split('\n')
    .slice(isOutput ? 1 : 0);
  const told = lines
    .map((line) => line.slice(0, LONGEST_LINE).trim())
    .filter((line) => line !== '' && !NOISE.test(line));
  const named = errorClass === 'uncaught_exception' ? exceptionIn(told) : matchedIn(told, errorClass);
  if (named !== undefined) return named;
  const error = told.find((line) => ERROR.test(line));
  if (error !== undefined) return error;
  return told.length > FEW_LINES && errorClass === 'exit_nonzero' ? '' : announced(told, 0);
}

/** The line in which the class was found. */
function matchedIn(told: readonly string[], errorClass: string | undefined): string | undefined {
  const place = errorClass === undefined ? -1 : told.findIndex((line) => matchIn(line, errorClass));
  return place < 0 ? undefined : announced(told, place);
}

/** A line that only announces is followed by what it announces, unless that is a bare name. */
function announced(told: readonly string[], place: number): string {
  const line = told[place] ?? '';
  const next = told[place + 1];
  const tells = next !== undefined && line.endsWith(':') && (next.includes(' ') || next.startsWith('['));
  return tells ? `${line} ${next}` : line;
}

/** Python names the exception last; what caused another one stands indented elsewhere. */
function exceptionIn(told: readonly string[]): string | undefined {
  return told.findLast((line) => EXCEPTION.test(line));
}

const EXCEPTION =
  /^(?:[\w.]{0,80}(?:Error|Exception|Interrupt|Exit)\b(?! in )|panic: |thread '[^']{0,80}' panicked|\*\* \()/;

/** Begins, or goes on, as a line does that tells what went wrong. */
const ERROR = new RegExp(
  [
    /^(?:\W{0,4}\[?(?:error|fatal|failed|failure|panic|abort(?:ed)?|critical|exception|traceback|unhandled)\b\]?)/,
    /^(?:npm err!|e {2,}|usage: |✘|✖|\w{0,60}(?:error|exception): )/,
    /^(?:[\w./-]{1,60}|\(eval\))(?::\d{1,6})?: (?:\d{1,6}: )?(?:cannot|can't|no such|not found|unknown|unmatched|invalid|permission)/,
    /: error\b|\berror(?: TS\d{1,5})?:/,
    /\b(?:not found|no such file|does not exist|cannot be|could not|unable to|failed to|denied|unknown (?:flag|option|command))\b/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'i',
);

/** Progress, advice, where and not what, and lines without a letter or digit. */
const NOISE = new RegExp(
  `^(?:${[
    /[^\p{L}\p{N}]{1,200}/u,
    /(?:checking|compiling|compiled|generated|generating|getting|running|finding|downloading|downloaded)\b[^\n]{0,400}/,
    /(?:installing|building|bundling|resolving|fetching|unpacking|collecting|using|updating|linking)\b[^\n]{0,400}/,
    /(?:started|starting|finished|done|warning|note|hint|info|debug)\b[^\n]{0,400}/,
    /==> [^\n]{0,400}|=+ [^\n]{0,200} =+|\$ [^\n]{0,400}/,
    /> [\w@/.-]{1,100}@[^\n]{0,100}|\[\w{1,30}\] [^\n]{0,300}\.\.\./,
    /at [^\n]{1,300}:\d{1,7}[^\n]{0,20}|at \S{1,200} \([^\n]{0,300}\)|File "[^\n]{1,300}/,
    /\^[~^ ]{0,300}|\d{1,7} *[│|][^\n]{0,400}|└[^\n]{0,400}/,
  ]
    .map(({ source }) => source)
    .join('|')})$`,
  'iu',
);
