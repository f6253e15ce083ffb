/** What made-up calls are about: projects with files, commands with arguments, and the failures that go with them. */

import type { EventOf } from '../src/event/schema.ts';
import { HEX, type Random } from './random.ts';

export type Project = {
  readonly repo: string;
  readonly folder: string;
  readonly branches: readonly string[];
  readonly files: readonly string[];
};

type CallPart = Partial<
  Pick<
    EventOf<'call'>,
    | 'outcome'
    | 'target'
    | 'input_bytes'
    | 'output_bytes'
    | 'error_class'
    | 'error_text'
    | 'exit_code'
    | 'lines_added'
    | 'lines_removed'
  >
> & { readonly tool: string };

/** A tool and what it is about. */
export type Wanted = Pick<CallPart, 'tool' | 'target'>;

export function makeProject(random: Random): Project {
  const name = `${random.skewed(NOUNS)}-${random.skewed(PLACES)}`;
  const folder = `/home/dev/${random.skewed(['src', 'work', 'code'])}/${name}`;
  const files = Array.from({ length: 400 }, () => {
    const depth = 1 + Math.floor(random.next() * 3);
    const folders = Array.from({ length: depth }, () => random.skewed(PLACES));
    return `${folder}/${['src', ...folders].join('/')}/${random.skewed(NOUNS)}-${random.skewed(VERBS)}.${random.skewed(['ts', 'tsx', 'py', 'md', 'json', 'go'])}`;
  });
  const branches = [
    'main',
    ...Array.from(
      { length: 8 },
      () => `${random.skewed(['feat', 'fix'])}/${random.skewed(VERBS)}-${random.skewed(NOUNS)}`,
    ),
  ];
  return { repo: `github.com/example/${name}`, folder, branches, files };
}

/** Something else, or what was wanted: then it works more often, because something was learned from the failure. */
export function callOf(random: Random, project: Project, wanted?: Wanted): CallPart {
  const { tool, target } = wanted ?? { tool: random.skewed(TOOLS), target: undefined };
  const about = target ?? targetOf(random, project, tool);
  const part = {
    tool,
    ...(about === undefined ? {} : { target: about }),
    input_bytes: 20 + random.size(120),
    output_bytes: 10 + random.size(900),
  };
  const chance = random.next() * (wanted === undefined ? 1 : 1.6);
  if (chance < 0.004) return { ...part, outcome: 'denied', error_class: 'user_rejected' };
  if (chance < 0.006) return { ...part, outcome: 'cancelled', error_class: 'interrupted' };
  if (chance < 0.008) return part;
  if (tool === 'Bash' && about?.startsWith('grep') === true && random.next() < 0.25)
    return {
      ...part,
      outcome: 'command_nonzero',
      exit_code: 1,
      error_class: 'exit_nonzero',
      error_text: 'Exit code 1',
    };
  const failure = chance < 0.008 + (FAILURE_RATES[tool] ?? 0.01) ? failureOf(random, project, tool) : undefined;
  if (failure !== undefined) return { ...part, ...failure };
  if (tool === 'Bash') return { ...part, outcome: 'ok', exit_code: 0 };
  return tool === 'Edit'
    ? { ...part, outcome: 'ok', lines_added: random.size(6), lines_removed: random.size(3) }
    : { ...part, outcome: 'ok' };
}

/** What an agent does when a call has failed: looks first, tries again, or goes on with something else. */
export function nextSteps(random: Random, failed: CallPart): readonly Wanted[] {
  const { tool, target } = failed;
  if (target === undefined || random.next() < 0.35) return [];
  const again = { tool, target };
  const isFile = tool === 'Edit' || tool === 'Write' || tool === 'Read';
  if (random.next() < 0.45) return [again];
  return [isFile ? { tool: 'Read', target } : { tool: 'Bash', target: 'git status --short && git diff --stat' }, again];
}

function targetOf(random: Random, project: Project, tool: string): string | undefined {
  switch (tool) {
    case 'Bash':
      return command(random, project);
    case 'Edit':
    case 'Read':
    case 'Write':
      return random.skewed(project.files);
    case 'Grep':
    case 'Glob':
      return `${random.skewed(VERBS)}.*${random.skewed(NOUNS)}`;
    case 'Task':
      return random.skewed(['general-purpose', 'Explore', 'code-reviewer']);
    case 'WebFetch':
      return `https://docs.example.com/${random.skewed(NOUNS)}/${random.skewed(VERBS)}`;
    default:
      return undefined;
  }
}

function failureOf(random: Random, project: Project, tool: string): Partial<CallPart> {
  const file = random.skewed(project.files);
  const thing = `${random.skewed(VERBS)} the ${random.skewed(NOUNS)} of ${random.skewed(PLACES)}`;
  const line = 1 + Math.floor(random.next() * 400);
  if (tool === 'Bash') {
    const [exit, name, text] = random.skewed<readonly [number, string, string]>([
      [1, 'test_failed', ` FAIL  ${file} > ${thing}\nAssertionError: did not ${thing}\n ${line} failed`],
      [2, 'type_error', `${file}(${line},5): error TS2345: Argument of type '${thing}' is not assignable`],
      [1, 'exit_nonzero', thing],
      [1, 'file_not_found', `cat: ${file}: No such file or directory`],
      [1, 'syntax_error', `SyntaxError: Unexpected token in ${file}:${line}`],
      [1, 'module_not_found', `Error: Cannot find module '${random.skewed(NOUNS)}'`],
      [124, 'timeout', `Command timed out after ${line}s`],
      [127, 'command_not_found', `bash: line 1: ${random.skewed(VERBS)}: command not found`],
      [1, 'port_in_use', `Error: listen EADDRINUSE: address already in use :::${3000 + line}`],
      [128, 'git_lock', `fatal: Unable to create '${project.folder}/.git/index.lock': File exists.`],
    ]);
    const message = { error_class: name, error_text: `Exit code ${exit}\n${text}` };
    return { outcome: 'command_nonzero', exit_code: exit, ...message };
  }
  const [name, text] = random.skewed<readonly [string, string]>(
    tool === 'Edit'
      ? [
          ['string_not_found', `String to replace not found in file.\nString: ${thing}`],
          ['file_not_read', 'File has not been read yet. Read it first before writing to it.'],
          ['string_not_unique', `Found ${line} matches of the string to replace, but replace_all is false.`],
        ]
      : tool === 'Read' || tool === 'Write'
        ? [
            ['file_not_found', `File does not exist: ${file}`],
            ['too_large', `File content (${line} tokens) exceeds the maximum allowed tokens.`],
          ]
        : [['other', `The server said: cannot ${thing}`]],
  );
  return { outcome: 'tool_error', error_class: name, error_text: text };
}

const TOOLS = [
  'Bash',
  'Read',
  'Edit',
  'Grep',
  'TodoWrite',
  'Write',
  'Glob',
  'Task',
  'WebFetch',
  'mcp__github__get_issue',
  'mcp__db__query',
];
const FAILURE_RATES: Readonly<Record<string, number>> = { Bash: 0.12, Edit: 0.05, Read: 0.02, Write: 0.02 };

function command(random: Random, project: Project): string {
  const file = random.skewed(project.files).slice(project.folder.length + 1);
  return random.skewed([
    `git status --short && git diff --stat`,
    `cd ${project.folder} && npx vitest run ${file} 2>&1 | tail -${10 + Math.floor(random.next() * 40)}`,
    `grep -rn "${random.skewed(VERBS)}${random.skewed(NOUNS)}" src --include=*.ts | head -${10 + Math.floor(random.next() * 30)}`,
    `sed -n '${Math.floor(random.next() * 400)},${400 + Math.floor(random.next() * 200)}p' ${file}`,
    `npm run ${random.skewed(['build', 'test', 'lint', 'types'])}`,
    `git commit -m "${random.skewed(VERBS)} the ${random.skewed(NOUNS)} of ${random.skewed(PLACES)}"`,
    `git show ${random.text(HEX, 7)} --stat`,
    `curl -s localhost:${3000 + Math.floor(random.next() * 20)}/api/${random.skewed(NOUNS)}/${Math.floor(random.next() * 10_000)}`,
  ]);
}

const NOUNS = [
  'user',
  'order',
  'invoice',
  'session',
  'token',
  'report',
  'queue',
  'cache',
  'schema',
  'client',
  'server',
  'router',
  'widget',
  'parser',
  'stream',
  'ledger',
  'batch',
  'event',
];
const VERBS = [
  'load',
  'parse',
  'render',
  'merge',
  'fetch',
  'store',
  'check',
  'build',
  'update',
  'remove',
  'list',
  'sync',
  'import',
  'export',
  'format',
  'route',
  'retry',
  'watch',
];
const PLACES = [
  'api',
  'web',
  'core',
  'store',
  'auth',
  'billing',
  'search',
  'admin',
  'jobs',
  'mail',
  'ui',
  'models',
  'views',
  'hooks',
  'tests',
  'tools',
];
