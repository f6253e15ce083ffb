/** The classes of failures: each is found in a message as clients and commands write it, and nowhere near. */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import {
  FAILURES,
  classify,
  decisionOf,
  exitCodeOf,
  matchIn,
  messageOf,
  type FailureClass,
} from '../../src/sources/failure.ts';

/** No message has this class: what ran and its status decide, where events are grouped. */
const OF_NO_MESSAGE = 'information';

const EXAMPLES: Readonly<Record<Exclude<FailureClass, typeof OF_NO_MESSAGE>, readonly string[]>> = {
  user_rejected: [
    "The user doesn't want to proceed with this tool use. The tool use was rejected.",
    'User rejected the command',
    'exec command rejected by user',
    'The agent proposed a plan that was rejected by the user.',
  ],
  permission_rule: [
    'Permission to use Bash with command rm x has been denied.',
    'Permission for this action was denied by the auto mode classifier.',
    '<tool_use_error>File is in a directory that is denied by your permission settings.</tool_use_error>',
    'This command requires approval',
  ],
  hook_blocked: [
    'PreToolUse:Bash hook error: [./check]: no',
    'Execution stopped by PreToolUse hook: no',
    'Hook PreToolUse:Edit denied this tool',
    'blocked by hook: no',
  ],
  interrupted: [
    '[Request interrupted by user for tool use]',
    "The user doesn't want to take this action right now. STOP what you are doing.",
    'Tool permission request failed: Error: Tool permission stream closed',
    'aborted',
    'Request was cancelled',
  ],
  sibling_failed: [
    '<tool_use_error>Sibling tool call errored</tool_use_error>',
    'Cancelled: parallel tool call Bash(x) errored',
  ],
  unknown_tool: ['<tool_use_error>Error: No such tool available: Foo</tool_use_error>', 'unsupported call: foo'],
  rejected_parameters: [
    '<tool_use_error>InputValidationError: Monitor failed due to the following issues:</tool_use_error>',
    'failed to parse function arguments: EOF',
  ],
  blocked_command: ['<tool_use_error>Blocked: sleep 30 followed by: echo</tool_use_error>'],
  string_not_found: [
    '<tool_use_error>String to replace not found in file.\nString: x</tool_use_error>',
    'apply_patch verification failed: Failed to find expected lines in a.ts',
  ],
  string_not_unique: ['Found 3 matches of the string to replace, but replace_all is false.'],
  no_change: ['No changes to make: old_string and new_string are exactly the same.'],
  file_not_read: ['<tool_use_error>File has not been read yet. Read it first before writing to it.</tool_use_error>'],
  file_changed: ['File has been modified since read, either by the user or by a linter.'],
  file_not_found: [
    'File does not exist. Note: your current working directory is /x.',
    "ENOENT: no such file or directory, open 'x'",
    'Exit code 2\nls: docs: No such file or directory',
  ],
  not_a_directory: ['EISDIR: illegal operation on a directory, read', 'Exit code 1\ncat: src: Is a directory'],
  too_large: ['File content (85812 tokens) exceeds maximum allowed tokens (25000).'],
  timeout: ['Exit code 143\nCommand timed out after 2m 0.0s', 'command timed out after 10000 milliseconds'],
  command_not_found: [
    'Exit code 127\nbash: frob: command not found',
    'Exit code 127\n/bin/sh: 1: frob: not found',
    "Exit code 1\n'frob' is not recognized as an internal or external command",
  ],
  git_lock: ["Exit code 128\nfatal: Unable to create '/x/.git/index.lock': File exists."],
  merge_conflict: ['Exit code 1\nCONFLICT (content): Merge conflict in a.ts\nAutomatic merge failed'],
  git_refused: [
    'Exit code 1\nThe following paths are ignored by one of your .gitignore files:\ndist',
    'Exit code 1\n ! [rejected]        main -> main (fetch first)',
    'Exit code 128\nfatal: The current branch x has no upstream branch.',
  ],
  port_in_use: ['Exit code 1\nError: listen EADDRINUSE: address already in use :::3000'],
  disk_full: ["ENOSPC: no space left on device, open 'x'"],
  out_of_memory: ['Exit code 134\nFATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'],
  test_failed: [
    'Exit code 1\n Tests  2 failed | 40 passed (42)',
    'Exit code 1\n--- FAIL: TestX (0.00s)',
    'Exit code 101\ntest result: FAILED. 1 passed; 1 failed',
    'Exit code 2\n  1) test mount renders (App.Test)',
  ],
  check_failed: [
    'Exit code 1\nCode is not formatted.',
    'Pre-commit validation failed:',
    'Exit code 1\n✖ 3 problems (3 errors, 0 warnings)',
  ],
  module_not_found: [
    "Exit code 1\nError: Cannot find module 'x'",
    "Exit code 1\nModuleNotFoundError: No module named 'x'",
  ],
  type_error: [
    "Exit code 2\na.ts(1,2): error TS2322: Type 'x' is not assignable",
    'Exit code 1\nTypeError: x is not a function',
  ],
  syntax_error: [
    'Exit code 1\nSyntaxError: Unexpected token }',
    "Exit code 2\nbash: -c: line 0: syntax error near unexpected token `;;'",
  ],
  http_error: [
    'Request failed with status code 404',
    'Exit code 22\ncurl: (22) The requested URL returned error: 503',
    '503 Service Unavailable',
  ],
  network: ['Exit code 6\ncurl: (6) Could not resolve host: x', 'connect ECONNREFUSED 127.0.0.1:5432'],
  permission_denied: ['Exit code 1\nmkdir: /x: Permission denied', "EACCES: permission denied, open 'x'"],
  uncaught_exception: [
    'Exit code 1\nTraceback (most recent call last):\n  File "x", line 1\nKeyError: 1',
    'Exit code 2\npanic: boom',
  ],
  exit_nonzero: ['Exit code 3\nbad', 'Exit code 1'],
  other: ['Something went wrong', ''],
};

test.each(Object.entries(EXAMPLES))('%s is found in what clients and commands say', (name, texts) => {
  for (const text of texts) expect([text, classify(text)]).toEqual([text, name]);
});

test.each(Object.entries(EXAMPLES))('%s is found in the line that names it', (name, texts) => {
  const isVague = name === 'exit_nonzero' || name === 'other';
  for (const text of texts) {
    const lines = messageOf(text).split('\n');
    expect([text, lines.some((line) => matchIn(line, name))]).toEqual([text, !isVague]);
  }
  expect(matchIn('anything', 'no such class')).toBe(false);
});

test('every class has an example and a meaning', () => {
  expect([...Object.keys(EXAMPLES), OF_NO_MESSAGE].sort()).toEqual(Object.keys(FAILURES).sort());
  for (const { meaning } of Object.values(FAILURES)) expect(meaning).toMatch(/^[A-Z].*\.$/);
});

test('words of a client count only where the client speaks, not inside an output', () => {
  expect(classify("Exit code 1\nThe user doesn't want to proceed")).toBe('exit_nonzero');
  expect(classify('Exit code 1\nNo such tool available: x')).toBe('exit_nonzero');
  expect(classify('all is well\nThe user rejected it')).toBe('other');
});

test('nothing failed in a run that counts no failures', () => {
  expect(classify('Exit code 1\n0 failed, 12 passed')).toBe('exit_nonzero');
});

test('the tool tells the output of a command without a frame from a message', () => {
  expect(classify('nothing to see', 'exec_command')).toBe('exit_nonzero');
  expect(classify('nothing to see', 'Read')).toBe('other');
});

test('refusals and interruptions are decisions, everything else is a failure', () => {
  expect(decisionOf('user_rejected')).toBe('denied');
  expect(decisionOf('sibling_failed')).toBe('cancelled');
  expect(decisionOf('test_failed')).toBeUndefined();
});

test('the exit code is read at the start of a message only', () => {
  expect(exitCodeOf('Exit code 3\nbad')).toBe(3);
  expect(exitCodeOf('Exit code 0')).toBe(0);
  expect(exitCodeOf('ended with Exit code 3')).toBeUndefined();
  expect(exitCodeOf('Exit code none')).toBeUndefined();
});

test('the frame around a message is taken off', () => {
  expect(messageOf('<tool_use_error>Error: No such tool</tool_use_error>')).toBe('No such tool');
  expect(messageOf('  plain')).toBe('plain');
});

test('any text has a class, and long texts of one kind take no longer per byte than short ones', () => {
  fc.assert(fc.property(fc.string(), (text) => Object.hasOwn(FAILURES, classify(text))));
  // A pattern that backtracks over such texts would need hours: finishing is the assertion.
  for (const piece of [
    'a',
    ' ',
    '\n',
    'error ',
    'hook:',
    '1 failed',
    ': not found',
    '(',
    'user ',
    "pathspec '",
    'HTTP/1',
  ]) {
    expect(Object.keys(FAILURES)).toContain(classify(piece.repeat(100_000)));
  }
});
