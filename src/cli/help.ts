/** Help texts, made from the descriptors. What they say about a command is what the parser accepts. */

import { analyses } from '../analyses/index.ts';
import { displayWidth, pad, wrap } from '../report/width.ts';
import { GLOBAL_FLAGS } from './args.ts';
import type { Argument, Command, Flag } from './define.ts';
import { commands } from './index.ts';

/** No line of a help text is wider, whatever the terminal: long lines read badly. */
const WIDEST = 100;

const EXIT_STATUS: readonly (readonly [string, string])[] = [
  ['0', 'done'],
  ['1', 'findings, or a check that failed'],
  ['2', 'the command line, a setting or a query was wrong'],
  ['70', 'a bug in Hindcast'],
  ['75', 'another process is importing; try again'],
  ['130', 'interrupted'],
];

/** `hindcast --help`. */
export function generalHelp(columns: number): string {
  const width = Math.min(columns, WIDEST);
  return blocks([
    'Hindcast tells what your coding agents really did. Everything stays on this machine.',
    section(
      'Usage',
      pairs(
        [
          ['hindcast', 'Imports what is new and shows the last 7 days.'],
          ['hindcast <command> [flags]', ''],
        ],
        width,
      ),
    ),
    section(
      'Commands',
      pairs(
        Object.entries(commands).map(([name, { summary }]) => [name, summary] as const),
        width,
      ),
    ),
    section(
      'Reports (hindcast tools is short for hindcast report tools)',
      pairs(
        analyses.filter(({ id }) => !Object.hasOwn(commands, id)).map(({ id, question }) => [id, question] as const),
        width,
      ),
    ),
    section(
      'Examples',
      pairs(
        [
          ['hindcast', 'What happened this week.'],
          ['hindcast tools --since 30d', 'Which tools fail, and how often.'],
          ["hindcast sql 'select model, count(*) from answer group by 1'", 'Anything else.'],
          ['hindcast doctor', 'What is found, missing or at risk.'],
        ],
        width,
      ),
    ),
    section('Exit status', pairs(EXIT_STATUS, width)),
    '`hindcast help <command>` explains a command with examples.',
  ]);
}

/** `hindcast <command> --help`. */
export function commandHelp(command: Command, columns: number): string {
  const width = Math.min(columns, WIDEST);
  const flags = Object.entries(command.flags ?? {});
  const args = command.args ?? [];
  const usage = [
    'hindcast',
    ...(command.name === 'overview' ? [] : [command.name]),
    ...args.map(argumentUsage),
    '[flags]',
  ].join(' ');
  return blocks([
    command.summary,
    ...(command.description === undefined
      ? []
      : [
          command.description
            .split('\n')
            .flatMap((line) => wrap(line, width))
            .join('\n'),
        ]),
    section('Usage', [`  ${usage}`]),
    ...(args.length === 0
      ? []
      : [
          section(
            'Arguments',
            pairs(
              args.map((argument) => [argument.name, argument.help + choicesOf(argument.choices)] as const),
              width,
            ),
          ),
        ]),
    section(
      'Flags',
      pairs(
        [...flags, ...Object.entries<Flag>(GLOBAL_FLAGS)].map(
          ([name, flag]) => [flagUsage(name, flag), flag.help + choicesOf(flag.choices)] as const,
        ),
        width,
      ),
    ),
    section(
      'Examples',
      pairs(
        command.examples.map(({ line, does }) => [line, does] as const),
        width,
      ),
    ),
    section('Exit status', pairs(EXIT_STATUS.slice(0, 4), width)),
  ]);
}

function blocks(parts: readonly string[]): string {
  return `${parts.join('\n\n')}\n`;
}

function section(title: string, lines: readonly string[]): string {
  return [title, ...lines].join('\n');
}

/** Two columns; an entry that is too long for the first has its text on the next line. */
function pairs(entries: readonly (readonly [string, string])[], width: number): string[] {
  const fitting = entries.map(([left]) => displayWidth(left)).filter((own) => own <= Math.min(34, width / 2));
  const column = Math.max(4, ...fitting) + 4;
  return entries.flatMap(([left, right]) => {
    const lines = right === '' ? [] : wrap(right, Math.max(20, width - column));
    const first = `  ${left}`;
    if (displayWidth(first) + 2 > column) return [first, ...lines.map((line) => ' '.repeat(column) + line)];
    return [
      `${pad(first, column)}${lines[0] ?? ''}`.trimEnd(),
      ...lines.slice(1).map((line) => ' '.repeat(column) + line),
    ];
  });
}

function argumentUsage(argument: Argument): string {
  const name = argument.many === true ? `${argument.name}…` : argument.name;
  return argument.required === true ? `<${name}>` : `[${name}]`;
}

function flagUsage(name: string, flag: Flag): string {
  const short = flag.short === undefined ? '' : `-${flag.short}, `;
  return `${short}--${name}${flag.type === 'boolean' ? '' : ` <${flag.value ?? 'TEXT'}>`}`;
}

function choicesOf(choices: readonly string[] | undefined): string {
  return choices === undefined || choices.length === 0 ? '' : ` One of: ${choices.join(', ')}.`;
}
