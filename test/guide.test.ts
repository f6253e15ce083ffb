/** Commands that the guide shows are commands that work: each block runs on the built program, in a home of its own. */

import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from './architecture/source-tree.ts';
import { writeSession } from './network/session.ts';
import { repositoryFiles, textOf } from './repository/files.ts';

const home = mkdtempSync(join(tmpdir(), 'hindcast-guide-'));
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
afterAll(() => rmSync(home, { recursive: true, force: true }));

test('The pages show commands', () => {
  expect(lines.length).toBeGreaterThan(0);
});

test.each(lines)('$page: $line', ({ line }) => {
  const env = {
    PATH: `${join(home, 'bin')}:${process.env['PATH'] ?? ''}`,
    HOME: home,
    HINDCAST_HOME: join(home, 'data'),
    TZ: 'UTC',
  };
  const { status, stdout, stderr } = spawnSync('sh', ['-c', line], { cwd: folder, env, encoding: 'utf8', input: '' });
  // A check that has findings says so with its exit status.
  const fine = status === 0 || (status === 1 && /^hindcast doctor\b/.test(line));
  expect({ fine, status, stdout, stderr }).toMatchObject({ fine: true });
});

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
