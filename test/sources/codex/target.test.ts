import { expect, test } from 'vitest';
import { CUT } from '../../../src/sources/read.ts';
import { aboutChanges, aboutInput, commandLine } from '../../../src/sources/codex/target.ts';

test.each([
  [['bash', '-lc', 'npm test'], 'npm test'],
  [['/bin/zsh', '-c', 'ls | wc'], 'ls | wc'],
  [['git', 'status'], 'git status'],
  ["bash -lc 'npm test'", 'npm test'],
  [`/bin/sh -c "echo 'hi'"`, "echo 'hi'"],
  [`bash -lc 'a' && 'b'`, `'a' && 'b'`],
  ['bash script.sh -c x', 'bash script.sh -c x'],
  [['bash', '-lc'], 'bash -lc'],
  ['', undefined],
  [[], undefined],
  [7, undefined],
])('the command %j is what a person would type: %j', (value, line) => {
  expect(commandLine(value)).toBe(line);
});

test('parameters are read from the JSON inside the string', () => {
  expect(aboutInput('exec_command', '{"cmd":"npm test","workdir":"/a"}')).toEqual({ target: 'npm test' });
  expect(aboutInput('write_stdin', '{"session_id":7,"chars":"hunter2"}')).toEqual({ terminal: 7 });
  expect(aboutInput('view_image', '{"path":"a.png"}')).toEqual({ target: 'a.png' });
  expect(aboutInput('spawn_agent', '{"agent_type":"worker","message":"never a target"}')).toEqual({ target: 'worker' });
  expect(aboutInput('send_input', '{"message":"never a target"}')).toEqual({});
});

test('parameters that were cut still tell the beginning of the command', () => {
  expect(aboutInput('exec_command', `{"cmd":"echo \\"a\\" ${'b'.repeat(20)}${CUT}90000${CUT}`)).toEqual({
    target: `echo "a" ${'b'.repeat(20)}`,
  });
  expect(aboutInput('exec_command', `{"cmd":"echo \\u00${CUT}90000${CUT}`)).toEqual({ target: 'echo ' });
  expect(aboutInput('exec_command', '{"cmd": no JSON')).toEqual({});
});

test('a patch tells its first file and its lines, and no lines when it was cut', () => {
  const patch = '*** Begin Patch\n*** Update File: src/a.ts\n@@\n-x\n+y\n+z\n*** Delete File: b.ts\n*** End Patch\n';
  expect(aboutInput('apply_patch', patch)).toEqual({ target: 'src/a.ts', lines_added: 2, lines_removed: 1 });
  expect(aboutInput('apply_patch', `${patch.slice(0, 60)}${CUT}70000${CUT}`)).toEqual({ target: 'src/a.ts' });
  expect(aboutInput('shell', JSON.stringify({ command: ['apply_patch', patch] }))).toEqual({
    target: 'src/a.ts',
    lines_added: 2,
    lines_removed: 1,
  });
});

test('changes that the client lists count whole files and diffs', () => {
  const changes = {
    'a.ts': { type: 'update', unified_diff: '@@ -1 +1 @@\n-x\n+y\n' },
    'b.ts': { type: 'add', content: 'one\ntwo\n' },
    'c.ts': { type: 'delete', content: 'gone' },
  };
  expect(aboutChanges(changes)).toEqual({ target: 'a.ts', lines_added: 3, lines_removed: 2 });
  expect(aboutChanges({ 'a.ts': { type: 'update', unified_diff: `+x${CUT}9${CUT}` } })).toEqual({ target: 'a.ts' });
  expect(aboutChanges({})).toEqual({});
});
