/**
 * Which program a line for a shell is about, and whose exit status its own is. The answer is made of names of programs and subcommands
 * alone: a word that could be anything else is left out.
 */

import { COMMAND_TOOLS } from '../sources/failure.ts';
import type { Failed } from './fingerprint.ts';
import * as known from './program-table.ts';
import { splitLine, type Joint } from './shell.ts';

export type Ran = {
  /** The program that the line is about, with its subcommand: `git commit`, `npm test`, `pytest`. */
  readonly program: string;
  /** The program whose exit status is that of the line; absent where several may have decided it, or the line was cut. */
  readonly deciding?: string;
};

/** Longer lines are looked at up to here. */
const LOOKED_AT = 2_000;
/** The log keeps 500 characters of a line, and cuts no placeholder: a line as long as this may have been longer. */
const MAY_BE_CUT = 480;
/** `bash -c 'bash -c …'` is followed so far. */
const DEEPEST = 3;

/** Nothing when the tool runs no commands, or the line names no program. */
export function readCommand(tool: string, line: string): Ran | undefined {
  if (!COMMAND_TOOLS.has(tool)) return undefined;
  const isPowerShell = known.POWERSHELLS.has(tool.toLowerCase());
  const script = readScript(line.slice(0, LOOKED_AT), { isPowerShell, depth: 0 });
  const program = subjectOf(script.commands);
  if (program === undefined) return undefined;
  const deciding = script.whole && line.length < MAY_BE_CUT ? decidingOf(script.commands) : undefined;
  return deciding === undefined ? { program } : { program, deciding };
}

/** Classes that name no reason: only then may the exit status be an answer. */
const VAGUE: ReadonlySet<string | undefined> = new Set([undefined, 'exit_nonzero', 'other', 'information']);

/** True when the exit status answers a question (`grep` found nothing) and tells of no failure. */
export function isInformation(ran: Ran, call: Pick<Failed, 'exit_code' | 'error_class' | 'error_text'>): boolean {
  if (ran.deciding === undefined || call.exit_code === undefined || !VAGUE.has(call.error_class)) return false;
  if (known.ANSWERS.get(ran.deciding)?.includes(call.exit_code) !== true) return false;
  return !/^(?:\(eval\)|(?:[\w/]{0,40}\/)?(?:ba|z|da|k)?sh|e?grep|rg|git|diff|jq|test|find|fatal|error|usage)(?::|\[)/im.test(
    call.error_text ?? '',
  );
}

type Command = {
  /** Empty where none can be told. */
  readonly name: string;
  readonly joint: Joint;
  /** Sets `-e`, or `pipefail`. */
  readonly isStrict: boolean;
};
type Script = { readonly commands: readonly Command[]; readonly whole: boolean };
type Within = { readonly isPowerShell: boolean; readonly depth: number };

function readScript(line: string, within: Within): Script {
  const { commands, whole } = splitLine(line, within.isPowerShell);
  const read: Command[] = [];
  let isWhole = whole;
  for (const { words, joint } of commands) {
    const head = headOf(words);
    const inner = scriptIn(words, head, within);
    if (inner === undefined) read.push({ name: nameOf(words, head), joint, isStrict: setsStrict(words) });
    else {
      inner.commands.forEach((command, index) => read.push(index === 0 ? { ...command, joint } : command));
      isWhole &&= inner.whole;
    }
  }
  return { commands: read, whole: isWhole };
}

/** The script that `bash -lc '…'` runs. */
function scriptIn(words: readonly string[], { at, program }: Head, { depth }: Within): Script | undefined {
  const isPowerShell = known.POWERSHELLS.has(program);
  if (depth >= DEEPEST || (!isPowerShell && !known.SHELLS.has(program))) return undefined;
  const option = words.findIndex(
    (word, index) => index > at && (/^-[a-z]{0,6}c$/.test(word) || /^-command$/i.test(word)),
  );
  const script = option < 0 ? undefined : words[option + 1];
  return script === undefined ? undefined : readScript(script, { isPowerShell, depth: depth + 1 });
}

function setsStrict(words: readonly string[]): boolean {
  return words[0] === 'set' && words.slice(1, 5).some((word) => /^-[a-z]*e|^pipefail$/.test(word));
}

/** Where the program's own word stands, and what it names; empty when it cannot be the name of a program. */
type Head = { readonly at: number; readonly program: string };

/** Goes over assignments, keywords, and programs that run another. */
function headOf(words: readonly string[]): Head {
  let at = 0;
  while (at < words.length) {
    const word = words[at] ?? '';
    if (known.KEYWORDS.has(word) || (word.includes('=') && ASSIGNMENT.test(word))) {
      at += 1;
      continue;
    }
    const program = programOf(word);
    const next = words[at + 1];
    if (program === 'command' && (next === '-v' || next === '-V')) return { at, program };
    const pair =
      next !== undefined && known.RUNS_OTHERS.has(program) ? known.WRAPPERS.get(`${program} ${next}`) : undefined;
    const wrapper = pair ?? known.WRAPPERS.get(program);
    if (wrapper === undefined) return { at, program };
    const run = operandAt(words, at + (pair === undefined ? 1 : 2), wrapper.valued) + wrapper.operands;
    if (run >= words.length) return { at, program };
    at = run;
  }
  return { at, program: '' };
}

const ASSIGNMENT = /^[A-Za-z_]\w{0,60}\+?=/;

/** The first word from `at` that is no option. `valued` names the options that take the next word. */
function operandAt(words: readonly string[], at: number, valued: ReadonlySet<string> | undefined): number {
  let place = at;
  for (let word = words[place]; word !== undefined && (word[0] === '-' || word[0] === '+'); word = words[place])
    place += valued?.has(word) === true ? 2 : 1;
  return place;
}

const NAME = /^[a-z0-9][a-z0-9._+-]{0,39}$/;
const SUBCOMMAND = /^[a-z][a-z0-9._:-]{0,23}$/;

function nameOf(words: readonly string[], { at, program }: Head): string {
  if (program === 'command') return words[at + 1] === '-v' || words[at + 1] === '-V' ? 'command -v' : program;
  if (program === 'python') return moduleOf(words, at);
  return known.SUBCOMMANDS.has(program) ? withSubcommand(words, at, program) : program;
}

/** `python -m pytest`. */
function moduleOf(words: readonly string[], at: number): string {
  const option = words[at + 1] === '-m' ? at + 1 : words[at + 2] === '-m' ? at + 2 : -1;
  const name = option < 0 ? '' : (words[option + 1] ?? '').split('.')[0];
  return name !== undefined && SUBCOMMAND.test(name) ? `python -m ${name}` : 'python';
}

function withSubcommand(words: readonly string[], at: number, program: string): string {
  const place = operandAt(words, at + 1, known.SUBCOMMANDS.get(program));
  const first = words[place] ?? '';
  if (known.RUNNERS.has(program)) {
    const target = usual(first === 'run' ? (words[place + 1] ?? '') : first);
    return target === '' ? program : `${program} ${target}`;
  }
  if (PACKAGE_MANAGERS.has(program)) return packageCommand(words, place, program);
  if (!SUBCOMMAND.test(first)) return program;
  const name = `${program} ${first}`;
  if (known.SUBCOMMANDS.has(name)) return withDeeper(words, place, name);
  return known.DEEPER.has(program) ? withDeeper(words, place, name) : name;
}

function withDeeper(words: readonly string[], at: number, name: string): string {
  const next = words[operandAt(words, at + 1, known.SUBCOMMANDS.get(name))] ?? '';
  return SUBCOMMAND.test(next) && !next.includes('.') ? `${name} ${next}` : name;
}

const PACKAGE_MANAGERS: ReadonlySet<string> = new Set(['npm', 'pnpm', 'yarn', 'bun']);
const SHORT: ReadonlyMap<string, string> = new Map([
  ['i', 'install'],
  ['t', 'test'],
  ['up', 'update'],
  ['rm', 'remove'],
  ['run-script', 'run'],
]);

/** `npm test` and `npm run test` are one; of other scripts only usual names are told. */
function packageCommand(words: readonly string[], at: number, program: string): string {
  const given = words[at];
  if (given === undefined) return program === 'yarn' ? 'yarn install' : program;
  const first = SHORT.get(given) ?? given;
  if (first !== 'run' && known.PACKAGE_COMMANDS.has(first)) return `${program} ${first}`;
  const script = usual(first === 'run' ? (words[operandAt(words, at + 1, undefined)] ?? '') : first);
  if (script === 'test' || script === 'start') return `${program} ${script}`;
  return script === '' ? `${program} run` : `${program} run ${script}`;
}

/** `test:unit` is a test. */
function usual(name: string): string {
  const end = name.search(/[:.]/);
  const head = end < 0 ? name : name.slice(0, end);
  return known.USUAL_NAMES.has(head) ? head : '';
}

/** Few words are programs, and they come again and again. */
const PROGRAMS = new Map<string, string>();
const MOST_PROGRAMS = 2_000;

function programOf(word: string): string {
  const remembered = PROGRAMS.get(word);
  if (remembered !== undefined) return remembered;
  const program = named(word);
  if (PROGRAMS.size < MOST_PROGRAMS && word.length <= 200) PROGRAMS.set(word, program);
  return program;
}

function named(word: string): string {
  if (known.FLOW.has(word)) return '';
  if (word === '[' || word === '[[') return 'test';
  if (word === '.') return 'source';
  let name = word.slice(Math.max(word.lastIndexOf('/'), word.lastIndexOf('\\')) + 1).toLowerCase();
  if (/\.(?:exe|cmd|bat)$/.test(name)) name = name.slice(0, -4);
  // A version that was asked for: npx prettier@3.
  const version = name.indexOf('@', 1);
  if (version > 0) name = name.slice(0, version);
  if (/^(?:python|pip)\d[\d.]*$/.test(name)) name = name.startsWith('pip') ? 'pip' : 'python';
  return NAME.test(name) ? name : '';
}

/** The first command that does the work; else the first that only says or prepares something. */
function subjectOf(commands: readonly Command[]): string | undefined {
  let minor: string | undefined;
  let preamble: string | undefined;
  for (const { name } of commands) {
    if (name === '') continue;
    if (known.PREAMBLES.has(name)) preamble ??= name;
    else if (known.MINOR.has(name)) minor ??= name;
    else return name;
  }
  return minor ?? preamble;
}

/**
 * A pipeline has the status of its last command, `a || b` that of b when it is not 0, `a; b` that of b. Of `a && b` either may have
 * failed, unless a is a program that hardly fails without a word, or both are the same.
 */
function decidingOf(commands: readonly Command[]): string | undefined {
  const isStrict = commands.some((command) => command.isStrict);
  let begin = 0;
  commands.forEach(({ joint }, index) => {
    if (joint === '||' || (joint === ';' && !isStrict)) begin = index;
  });
  const last = commands[commands.length - 1];
  if (last === undefined || last.name === '') return undefined;
  for (let at = begin; at < commands.length - 1; at++) {
    const [name, next] = [commands[at]?.name ?? '', commands[at + 1]?.joint];
    if ((next === '|' && !isStrict) || name === last.name || known.OUTSPOKEN.has(name)) continue;
    return undefined;
  }
  return last.name;
}
