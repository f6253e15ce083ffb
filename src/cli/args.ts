/** Turns the words after the command into what its descriptor promises; a word that fits nothing is refused with the nearest name. */

import { parseArgs } from 'node:util';
import { AppError, didYouMean } from '../errors.ts';
import type { CommandDescriptor, Flag, Parsed } from './define.ts';

/** Flags of every command. */
export const GLOBAL_FLAGS = {
  help: { type: 'boolean', short: 'h', help: 'Show help with examples.' },
  color: { type: 'boolean', help: 'Colour the output; --no-color never does.' },
} as const satisfies Record<string, Flag>;

type Given = { readonly values: Map<string, string[]>; readonly switches: Map<string, boolean> };

export function parseCommandLine(
  argv: readonly string[],
  command: Pick<CommandDescriptor, 'args' | 'flags'>,
  name: string,
): Parsed {
  const flags: Readonly<Record<string, Flag>> = { ...command.flags, ...GLOBAL_FLAGS };
  const options = Object.fromEntries(
    Object.entries(flags).map(([flag, { type, short }]) => [
      flag,
      {
        type: type === 'boolean' ? ('boolean' as const) : ('string' as const),
        ...(short === undefined ? {} : { short }),
      },
    ]),
  );
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true });
  const given: Given = { values: new Map(), switches: new Map() };
  const args: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') args.push(token.value);
    if (token.kind === 'option') takeFlag(token, { flags, given, command: name });
  }
  if (given.switches.get('help') !== true) checkArguments(args, command, name);
  return parsedFrom(args, given);
}

type OptionToken = {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
};
type Taking = { readonly flags: Readonly<Record<string, Flag>>; readonly given: Given; readonly command: string };

function takeFlag(token: OptionToken, { flags, given, command }: Taking): void {
  const negated = token.name.startsWith('no-') && flags[token.name] === undefined ? token.name.slice(3) : undefined;
  const name = negated ?? token.name;
  const flag = Object.hasOwn(flags, name) ? flags[name] : undefined;
  if (flag === undefined || (negated !== undefined && flag.type !== 'boolean')) {
    throw new AppError('usage/unknown-flag', `hindcast ${command} takes no flag ${token.rawName}.`, {
      hint:
        didYouMean(
          token.rawName,
          Object.keys(flags).map((known) => `--${known}`),
        ) ?? `hindcast ${command} --help lists the flags.`,
    });
  }
  if (flag.type === 'boolean') {
    given.switches.set(name, switchValue(token, negated !== undefined));
    return;
  }
  const { value } = token;
  const forgotten = value === undefined || (token.inlineValue !== true && value.startsWith('-') && value.length > 1);
  if (forgotten)
    throw new AppError(
      'usage/missing-argument',
      `${token.rawName} needs a value${flag.value === undefined ? '' : ` <${flag.value}>`}.`,
      { hint: flag.help },
    );
  const before = given.values.get(name) ?? [];
  if (flag.type === 'text' && before.length > 0 && before[0] !== value) {
    throw new AppError('usage/bad-value', `${token.rawName} was given twice: ${before[0]} and ${value}.`);
  }
  given.values.set(name, [...before, value]);
}

function switchValue(token: OptionToken, negated: boolean): boolean {
  if (token.value === undefined) return !negated;
  if (/^(true|1|yes)$/i.test(token.value)) return !negated;
  if (/^(false|0|no)$/i.test(token.value)) return negated;
  throw new AppError(
    'usage/bad-value',
    `${token.rawName} takes no value, but was given ${JSON.stringify(token.value)}.`,
  );
}

function checkArguments(args: readonly string[], command: Pick<CommandDescriptor, 'args'>, name: string): void {
  const wanted = command.args ?? [];
  const most = wanted.some((argument) => argument.many === true) ? Infinity : wanted.length;
  if (args.length > most) {
    throw new AppError(
      'usage/bad-value',
      `hindcast ${name} takes ${most === 0 ? 'no argument' : most === 1 ? 'one argument' : `${most} arguments`}, but was given ${args.map((arg) => JSON.stringify(arg)).join(' ')}.`,
      {
        hint: `hindcast ${name} --help shows how it is called.`,
      },
    );
  }
  const missing = wanted.find((argument, index) => argument.required === true && args[index] === undefined);
  if (missing !== undefined) {
    throw new AppError('usage/missing-argument', `hindcast ${name} needs ${missing.name}: ${missing.help}`, {
      hint: `hindcast ${name} --help shows examples.`,
    });
  }
}

function parsedFrom(args: readonly string[], given: Given): Parsed {
  return {
    args,
    text: (flag) => given.values.get(flag)?.at(-1),
    list: (flag) => given.values.get(flag) ?? [],
    is: (flag) => given.switches.get(flag) === true,
    isOff: (flag) => given.switches.get(flag) === false,
  };
}
