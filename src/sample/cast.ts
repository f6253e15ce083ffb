/** Who and what occurs in the sample fortnight. All of it is invented, and named so that nobody takes it for real. */

import type { EventOf } from '../event/schema.ts';

/** What an agent does, whatever its client calls the tool. */
export type Action = 'read' | 'search' | 'list' | 'edit' | 'run' | 'delegate' | 'plan';

export type Agent = {
  readonly name: string;
  readonly version: string;
  readonly models: readonly [string, ...string[]];
  /** Model of its subagents. */
  readonly subagentModel: string;
  readonly tools: Readonly<Record<Action, string>>;
  /** What it puts before the target where it does everything through a shell. */
  readonly spells?: Readonly<Partial<Record<Action, string>>>;
  /** True when the client says how long every tool ran; else only hooks and long commands tell. */
  readonly isTimed: boolean;
  /** Tokens that it writes to the cache for a new prompt. */
  readonly writesCache: boolean;
};

const CLAUDE_CODE: Agent = {
  name: 'claude-code',
  version: '2.1.328',
  models: ['claude-opus-5-5', 'claude-opus-5-5', 'claude-sonnet-5'],
  subagentModel: 'claude-haiku-4-5',
  tools: { read: 'Read', search: 'Grep', list: 'Glob', edit: 'Edit', run: 'Bash', delegate: 'Task', plan: 'TodoWrite' },
  isTimed: true,
  writesCache: true,
};
const CODEX: Agent = {
  name: 'codex',
  version: '0.169.0',
  models: ['gpt-5.5', 'gpt-5.3-codex'],
  subagentModel: 'gpt-5.5',
  tools: {
    read: 'exec_command',
    search: 'exec_command',
    list: 'exec_command',
    edit: 'apply_patch',
    run: 'exec_command',
    delegate: 'spawn_agent',
    plan: 'update_plan',
  },
  spells: { read: "sed -n '1,200p' ", search: 'rg -n ', list: 'rg --files -g ' },
  isTimed: false,
  writesCache: false,
};
const GEMINI: Agent = {
  name: 'gemini-cli',
  version: '0.61.0',
  models: ['gemini-3-pro-preview', 'gemini-3.8-flash'],
  subagentModel: 'gemini-3.8-flash',
  tools: {
    read: 'read_file',
    search: 'search_file_content',
    list: 'glob',
    edit: 'replace',
    run: 'run_shell_command',
    delegate: 'delegate_to_agent',
    plan: 'write_todos',
  },
  isTimed: false,
  writesCache: false,
};

export type Repo = {
  readonly name: string;
  readonly files: readonly [string, ...string[]];
  readonly test: string;
  readonly branches: readonly [string, ...string[]];
};

const TIDES: Repo = {
  name: 'git.sample.invalid/harbour/tide-tables',
  test: 'npm test',
  branches: ['main', 'moon-phases', 'fix-spring-tide'],
  files: ['src/tides.ts', 'src/moon.ts', 'src/harbour/berths.ts', 'test/tides.test.ts', 'README.md'],
};
const KITES: Repo = {
  name: 'git.sample.invalid/harbour/kite-router',
  test: 'pytest -q',
  branches: ['main', 'gusts'],
  files: ['kites/route.py', 'kites/wind.py', 'kites/strings.py', 'tests/test_route.py'],
};
const LANTERNS: Repo = {
  name: 'git.sample.invalid/night/lantern-shop',
  test: 'cargo test',
  branches: ['main', 'dimmer', 'wick-api'],
  files: ['src/wick.rs', 'src/oil.rs', 'src/shop/cart.rs', 'tests/cart.rs', 'Cargo.toml'],
};

export type Person = {
  /** A pseudonym, as in facts that a team shares. */
  readonly name: string;
  readonly agents: readonly [Agent, ...Agent[]];
  readonly repos: readonly [Repo, ...Repo[]];
  readonly utcOffsetMin: number;
  readonly sessionsPerDay: number;
  /** Days ago on which they switched on live capture by hooks; undefined when they never did. */
  readonly hookedSince?: number;
};

export const PEOPLE: readonly [Person, ...Person[]] = [
  {
    name: 'sample-otter',
    agents: [CLAUDE_CODE],
    repos: [TIDES, TIDES, LANTERNS],
    utcOffsetMin: 60,
    sessionsPerDay: 2,
    hookedSince: 10,
  },
  {
    name: 'sample-heron',
    agents: [CLAUDE_CODE, CLAUDE_CODE, CODEX],
    repos: [KITES, TIDES],
    utcOffsetMin: 0,
    sessionsPerDay: 2,
    hookedSince: 14,
  },
  { name: 'sample-lynx', agents: [CODEX], repos: [LANTERNS, KITES], utcOffsetMin: -300, sessionsPerDay: 1 },
  {
    name: 'sample-moth',
    agents: [GEMINI, GEMINI, CLAUDE_CODE],
    repos: [LANTERNS, KITES],
    utcOffsetMin: 330,
    sessionsPerDay: 1,
    hookedSince: 5,
  },
];

/** How a call ended; without one it was fine. */
export type Ending = Pick<EventOf<'call'>, 'outcome' | 'exit_code' | 'error_class' | 'error_text'>;

export const ENDINGS = {
  stringNotFound: {
    outcome: 'tool_error',
    error_class: 'string_not_found',
    error_text: 'String to replace not found in file.',
  },
  fileNotRead: {
    outcome: 'tool_error',
    error_class: 'file_not_read',
    error_text: 'File has not been read yet. Read it first before writing to it.',
  },
  fileNotFound: { outcome: 'tool_error', error_class: 'file_not_found', error_text: 'File does not exist.' },
  testFailed: {
    outcome: 'command_nonzero',
    exit_code: 1,
    error_class: 'test_failed',
    error_text: '2 failed, 41 passed',
  },
  moduleNotFound: {
    outcome: 'command_nonzero',
    exit_code: 1,
    error_class: 'module_not_found',
    error_text: "Cannot find module './moon-phase'",
  },
  gitLock: {
    outcome: 'command_nonzero',
    exit_code: 128,
    error_class: 'git_lock',
    error_text: "fatal: Unable to create '.git/index.lock': File exists.",
  },
  commandNotFound: {
    outcome: 'command_nonzero',
    exit_code: 127,
    error_class: 'command_not_found',
    error_text: 'sh: 1: tidectl: not found',
  },
  timeout: { outcome: 'tool_error', error_class: 'timeout', error_text: 'Command timed out after 2m 0s' },
  denied: { outcome: 'denied', error_class: 'user_rejected' },
  cancelled: { outcome: 'cancelled', error_class: 'interrupted' },
} as const satisfies Record<string, Ending>;
