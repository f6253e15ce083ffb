/** What made-up calls are about: projects with files, commands with arguments, and the failures that go with them. */

import type { EventOf } from '../src/event/schema.ts';
import { HEX, type Random } from './random.ts';

export type Project = {
  readonly repo: string;
  readonly folder: string;
  readonly branches: readonly string[];
  readonly files: readonly string[];
};

type CallPart = Pick<
  EventOf<'call'>,
  | 'tool'
  | 'outcome'
  | 'target'
  | 'input_bytes'
  | 'output_bytes'
  | 'error_class'
  | 'error_text'
  | 'exit_code'
  | 'lines_added'
  | 'lines_removed'
>;

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

export function callOf(random: Random, project: Project): CallPart {
  const tool = random.skewed([
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
  ]);
  const sizes = { input_bytes: 20 + random.size(120), output_bytes: 10 + random.size(900) };
  const file = random.skewed(project.files);
  const failed = random.next();
  switch (tool) {
    case 'Bash': {
      const target = command(random, project);
      if (failed > 0.12) return { tool, outcome: 'ok', target, ...sizes, exit_code: 0 };
      const exit = random.skewed([1, 2, 127, 128]);
      const text = `Exit code ${exit}\n${random.skewed(FAILURES)} ${random.skewed(project.files)}:${1 + Math.floor(random.next() * 400)}`;
      return {
        tool,
        outcome: 'command_nonzero',
        target,
        ...sizes,
        exit_code: exit,
        error_class: 'command_failed',
        error_text: text,
      };
    }
    case 'Edit':
      if (failed < 0.05) {
        return {
          tool,
          outcome: 'tool_error',
          target: file,
          ...sizes,
          error_class: 'not_found',
          error_text: `String to replace not found in file. String: ${random.skewed(NOUNS)}`,
        };
      }
      return {
        tool,
        outcome: 'ok',
        target: file,
        ...sizes,
        lines_added: random.size(6),
        lines_removed: random.size(3),
      };
    case 'Read':
    case 'Write':
      return {
        tool,
        outcome: failed < 0.02 ? 'tool_error' : 'ok',
        target: file,
        ...sizes,
        ...(failed < 0.02 ? { error_class: 'not_found', error_text: 'File does not exist.' } : {}),
      };
    case 'Grep':
    case 'Glob':
      return { tool, outcome: 'ok', target: `${random.skewed(VERBS)}.*${random.skewed(NOUNS)}`, ...sizes };
    case 'Task':
      return { tool, outcome: 'ok', target: random.skewed(['general-purpose', 'Explore', 'code-reviewer']), ...sizes };
    case 'WebFetch':
      return {
        tool,
        outcome: 'ok',
        target: `https://docs.example.com/${random.skewed(NOUNS)}/${random.skewed(VERBS)}`,
        ...sizes,
      };
    default:
      return { tool, outcome: 'ok', ...sizes };
  }
}

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
const FAILURES = [
  'error TS2345: Argument of type string is not assignable in',
  'AssertionError: expected 3 to equal 4 at',
  'No such file or directory:',
  'SyntaxError: Unexpected token in',
  'FAIL',
];
