/** Which program a line is about, who decides its exit status, and when that status is an answer. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isInformation, readCommand } from '../../src/insight/program.ts';
import { COMMAND_TOOLS } from '../../src/sources/failure.ts';

const programOf = (line: string, tool = 'Bash') => readCommand(tool, line)?.program;
const decidingOf = (line: string, tool = 'Bash') => readCommand(tool, line)?.deciding;

describe('the program', () => {
  test.each([
    // What stands before it.
    ['git status', 'git status'],
    ['cd /srv/app && git commit -m "x"', 'git commit'],
    ['cd a; cd b; pytest -q', 'pytest'],
    ['FOO=1 BAR="a b" pytest', 'pytest'],
    ['sudo -u root env A=b timeout -k 5 10 nice -n 5 time pytest', 'pytest'],
    ['set -euo pipefail; cargo test', 'cargo test'],
    ['(cd x && make test)', 'make test'],
    ['echo start; npm test 2>&1 | tail -20', 'npm test'],
    ['mkdir -p out && cat a | node script.js', 'node'],
    ['git add -A && git commit -m x', 'git commit'],
    ['if [ -f a ]; then go build ./...; fi', 'go build'],
    ['while ! curl -s localhost; do sleep 1; done', 'curl'],
    ["bash -lc 'cd x && rg foo'", 'rg'],
    ['/bin/zsh -c "git diff"', 'git diff'],
    ['nohup ./run.sh &', 'run.sh'],
    ['xargs -n 1 grep foo', 'grep'],
    // How it is spelled.
    ['/usr/bin/env python3 x.py', 'python'],
    ['./node_modules/.bin/vitest run', 'vitest'],
    ['python3.12 -m pytest -q', 'python -m pytest'],
    ['pip3 install x', 'pip install'],
    ['./gradlew :app:test', 'gradlew'],
    ['./gradlew test --info', 'gradlew test'],
    ['C:\\\\tools\\\\rg.exe x', 'rg'],
    // Subcommands.
    ['git -C /srv/app -c a=b log --oneline', 'git log'],
    ['npm run build', 'npm run build'],
    ['npm run test:unit', 'npm test'],
    ['npm t', 'npm test'],
    ['npm run secret-customer-job', 'npm run'],
    ['pnpm --filter web lint', 'pnpm run lint'],
    ['pnpm -C web install', 'pnpm install'],
    ['yarn', 'yarn install'],
    ['yarn acme-deploy', 'yarn run'],
    ['npx -y prettier@3 --check .', 'prettier'],
    ['npx @scope/tool x', 'tool'],
    ['pnpm exec vitest run', 'vitest'],
    ['uv run --with x pytest', 'pytest'],
    ['poetry run mypy .', 'mypy'],
    ['bundle exec rails test', 'rails test'],
    ['cargo +nightly clippy', 'cargo clippy'],
    ['docker -H x ps', 'docker ps'],
    ['docker compose -f a.yml up -d', 'docker compose up'],
    ['kubectl -n prod get pods', 'kubectl get'],
    ['gh pr view 12', 'gh pr view'],
    ['gh api repos/a/b', 'gh api'],
    ['make -j8 secret-target', 'make'],
    ['git "$CMD"', 'git'],
    // Only these, when there is nothing else.
    ['cd /srv/app', 'cd'],
    ['ls -la', 'ls'],
    ['[ -f a ]', 'test'],
    ['command -v node', 'command -v'],
    ['echo "$(npm test)"', 'echo'],
  ])('of %j is %s.', (line, program) => {
    expect(programOf(line)).toBe(program);
  });

  test.each(['', '   ', 'X=1', '$CMD a', '*** redacted', '"a b c" d', '# nothing', '"$(cat x)"'])(
    'of %j is not told.',
    (line) => {
      expect(programOf(line)).toBeUndefined();
    },
  );

  test('is read for tools that run commands only, whatever the client calls them.', () => {
    for (const tool of ['Bash', 'PowerShell', 'Monitor', 'exec_command', 'local_shell', 'run_shell_command', 'bash'])
      expect(programOf('git status', tool), tool).toBe('git status');
    for (const tool of ['Read', 'Grep', 'mcp__x__bash', '__proto__'])
      expect(programOf('git status', tool), tool).toBeUndefined();
  });

  test('of a line for PowerShell is found behind its call operator and assignments.', () => {
    expect(programOf('$env:A = "b"; & "C:\\Program Files\\nodejs\\npm.cmd" run build', 'PowerShell')).toBe(
      'npm run build',
    );
    expect(programOf('Set-Location x; Get-ChildItem | Select-String y', 'PowerShell')).toBe('get-childitem');
  });

  test('is made of names only, for any line.', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'git',
        'npm',
        'run',
        'make',
        'python',
        '-m',
        'gh',
        'sudo',
        '&&',
        ';',
        '|',
        '$(',
        '"',
        "'",
        'cd',
        'bash',
        '-c',
        '\n',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.constantFrom(...COMMAND_TOOLS), fc.array(piece, { maxLength: 12 }), (tool, pieces) => {
        const ran = readCommand(tool, pieces.join(' '));
        for (const name of [ran?.program, ran?.deciding]) {
          if (name !== undefined)
            expect(name).toMatch(/^(?:[a-z0-9[][a-z0-9._+-]*)(?: -[mv])?(?: [a-z][a-z0-9._:-]*){0,2}$/);
          expect(name?.length ?? 0).toBeLessThanOrEqual(90);
        }
      }),
    );
  });

  test('of a very long line is found as fast as of its beginning.', () => {
    expect(programOf(`pytest ${'"$('.repeat(1_000_000)}`)).toBe('pytest');
  });
});

describe('who decides', () => {
  test.each([
    ['grep a b', 'grep'],
    ['cat a | grep b', 'grep'],
    ['grep a b | head', 'head'],
    ['npm test; grep a b', 'grep'],
    ['cd x && grep a b', 'grep'],
    ['ls && rg a', 'rg'],
    ['npm test || grep a b', 'grep'],
    ['grep a b && grep c d', 'grep'],
    ['! grep -q a b', 'grep'],
    ["bash -c 'grep a b'", 'grep'],
  ])('%j: %s.', (line, deciding) => {
    expect(decidingOf(line)).toBe(deciding);
  });

  test.each([
    'npm test && grep a b',
    'set -e; npm test; grep a b',
    'set -o pipefail; npm test | grep b',
    'for f in *; do grep a $f; done',
    'grep "a',
    `grep ${'a'.repeat(600)}`,
  ])('%.40j: several may have.', (line) => {
    expect(decidingOf(line)).toBeUndefined();
  });
});

describe('information', () => {
  const judge = (line: string, exitCode: number, more: { error_class?: string; error_text?: string } = {}) => {
    const ran = readCommand('Bash', line);
    return ran !== undefined && isInformation(ran, { exit_code: exitCode, error_class: 'exit_nonzero', ...more });
  };

  test.each([
    ['grep a b', 1],
    ['ls x && rg -n a', 1],
    ['git grep a', 1],
    ['find . | xargs grep a', 123],
    ['diff a b', 1],
    ['git diff --exit-code', 1],
    ['test -f a', 1],
    ['[ -f a ]', 1],
    ['which node', 1],
    ['command -v node', 1],
    ['pgrep node', 1],
    ['git merge-base --is-ancestor a b', 1],
    ['systemctl is-active x', 3],
    ['npm outdated', 1],
  ])('%j ends with %i: an answer.', (line, code) => {
    expect(judge(line, code)).toBe(true);
  });

  test.each([
    ['grep a b', 2],
    ['grep a b | head', 1],
    ['curl -f x', 22],
    ['find . -name a', 1],
    ['npm test', 1],
    ['npm test && grep a b', 1],
    ['false', 1],
  ])('%j ends with %i: a failure.', (line, code) => {
    expect(judge(line, code)).toBe(false);
  });

  test('An output that tells of an error is none, and neither is a failure that has a name.', () => {
    expect(judge('rg a', 1, { error_text: 'zsh:1: unmatched "' })).toBe(false);
    expect(judge('rg a', 1, { error_text: 'rg: unknown flag' })).toBe(false);
    expect(judge('grep a b', 1, { error_class: 'timeout' })).toBe(false);
    expect(judge('diff a b', 1, { error_text: 'Exit code 1\n< error: x\n> fatal: y' })).toBe(true);
  });

  test('Without a status nothing is known.', () => {
    expect(isInformation({ program: 'grep', deciding: 'grep' }, { error_class: 'exit_nonzero' })).toBe(false);
  });
});
