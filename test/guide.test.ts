/**
 * Commands that the guide shows are commands that work: each line runs, in a home of its own. What needs a shell runs on the built program;
 * so does every line where all rounds are asked for, else the others run here, because to start a program takes longer than what it does.
 */

import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from './architecture/source-tree.ts';
import { openWorld } from './cli/world.ts';
import { writeSession } from './network/session.ts';
import { repositoryFiles, textOf } from './repository/files.ts';
import { IS_FULL } from './runs.ts';

const world = openWorld();
const { home } = world;
const folder = join(home, 'project');
const pages = repositoryFiles().filter((path) => path === 'README.md' || /^docs\/guide\/.*\.md$/.test(path));
// What several pages show runs once, for the first of them.
const lines = [
  ...new Map(pages.flatMap((page) => commandsOf(textOf(page)).map((line) => [line, { page, line }] as const))).values(),
];

/** What other telemetry systems have left in the project and at home. */
const OLD_LOGS = [
  ['records/agent-invocations/input.jsonl', join(home, 'agents', 'telemetry', 'agent_invocations.jsonl')],
  ['records/error-telemetry/input.jsonl', join(folder, '12-factor-telemetry', 'errors.jsonl')],
  ['records/execution-telemetry/input.jsonl', join(home, '.claude', 'execution-telemetry.jsonl')],
  [
    'records/devtools-telemetry/input.jsonl',
    join(folder, 'devtools-telemetry', 'linter', 'sessions', 'a', 'session.json'),
  ],
  ['usage-csv/rows/input.csv', join(folder, '.telemetry', 'usage.csv')],
] as const;

beforeAll(() => {
  mkdirSync(join(home, 'bin'));
  mkdirSync(folder);
  const program = join(home, 'bin', 'hindcast');
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${join(ROOT, 'bin', 'hindcast.cjs')}" "$@"\n`);
  chmodSync(program, 0o755);
  writeSession(home, new Date());
  for (const [source, path] of OLD_LOGS) {
    mkdirSync(dirname(path), { recursive: true });
    copyFileSync(join(ROOT, 'test', 'sources', source), path);
  }
});
afterAll(() => world.remove());

test('The pages show commands', () => {
  expect(lines.length).toBeGreaterThan(0);
});

test.each(lines)('$page: $line', async ({ line }) => {
  const needsShell = IS_FULL || /[|<>&;]/.test(line);
  const { status, out, err } = needsShell ? inShell(line) : await runHere(line);
  // A check that has findings says so with its exit status.
  const fine = status === 0 || (status === 1 && /^hindcast doctor\b/.test(line));
  expect({ fine, status, out, err }).toMatchObject({ fine: true });
});

const PATH = `${join(home, 'bin')}:${process.env['PATH'] ?? ''}`;

function inShell(line: string) {
  const env = { PATH, HOME: home, TZ: 'UTC' };
  const { status, stdout, stderr } = spawnSync('sh', ['-c', line], { cwd: folder, env, encoding: 'utf8', input: '' });
  return { status, out: stdout, err: stderr };
}

/** The shell says what the words of the line are. */
function runHere(line: string) {
  const { out } = inShell(`hindcast() { for word; do printf '%s\\0' "$word"; done; }\n${line}`);
  return world.run(out.split('\0').slice(0, -1), { cwd: 'project', variables: { PATH }, now: new Date() });
}

/** Lines of fenced blocks that run Hindcast. A block marked `text` shows output or something that cannot run here. */
function commandsOf(text: string): string[] {
  const blocks = [...text.matchAll(/^```(sh|bash|shell|console|zsh)\n([\s\S]*?)^```/gm)].map((match) => match[2] ?? '');
  const all = blocks.flatMap((block) => block.replaceAll('\\\n', ' ').split('\n'));
  const commands = all.map((line) =>
    line
      .replace(/^\$ /, '')
      .replace(/\s+#\s.*$/, '')
      .trim(),
  );
  return commands.filter((line) => /(^|\|\s*)hindcast\b/.test(line));
}
