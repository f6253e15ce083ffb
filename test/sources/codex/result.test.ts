import { expect, test } from 'vitest';
import { readResult, readVerdict } from '../../../src/sources/codex/result.ts';

const framed = (head: string, body: string): string => `Chunk ID: 1a2b3c\n${head}\nOutput:\n${body}`;

test.each([
  [
    framed('Wall time: 0.0000 seconds\nProcess exited with code 0', 'exit code 1, error: failed'),
    { outcome: 'ok', exit_code: 0 },
  ],
  [
    framed('Wall time: 1.2345 seconds\nProcess exited with code 2', 'fine'),
    { outcome: 'command_nonzero', exit_code: 2, duration_ms: 1235 },
  ],
  ['Exit code: 1\nWall time: 0.1 seconds\nOutput:\nno', { outcome: 'command_nonzero', exit_code: 1 }],
  [framed('Wall time: 10.0000 seconds\nProcess running with session ID 42', ''), { outcome: 'unknown', terminal: 42 }],
  ['Output:\nProcess exited with code 9\n', { outcome: 'ok' }],
  ['{"output":"no","metadata":{"exit_code":7,"duration_seconds":0.3}}', { outcome: 'command_nonzero', exit_code: 7 }],
  ['{"anything":"else"}', { outcome: 'ok' }],
  ['patch rejected by user', { outcome: 'denied' }],
  ['This action was rejected due to unacceptable risk.', { outcome: 'denied' }],
  ['Wall time: 4.0 seconds\naborted by user', { outcome: 'cancelled' }],
  ['aborted by user after 3.2s', { outcome: 'cancelled' }],
  ['failed to parse function arguments: missing field `cmd`', { outcome: 'tool_error' }],
  ['apply_patch verification failed: Failed to find context', { outcome: 'tool_error' }],
  ['unsupported call: read_moon', { outcome: 'tool_error' }],
  ['unsupported custom tool call: apply_patch', { outcome: 'tool_error' }],
  ['the build failed to impress, but this is prose', { outcome: 'ok' }],
  ['', { outcome: 'ok' }],
])('the result %j is read', (output, expected) => {
  expect(readResult(output)).toMatchObject(expected);
});

test('an old result that says it failed is a failure, unless its text is a decision', () => {
  expect(readResult({ content: 'no such thing', success: false }).outcome).toBe('tool_error');
  expect(readResult({ content: 'exec command rejected by user', success: false }).outcome).toBe('denied');
  expect(readResult({ content: 'all well', success: true }).outcome).toBe('ok');
});

test('a time under a millisecond is no measurement of a command', () => {
  expect(readVerdict({ exit_code: 0, duration: { secs: 0, nanos: 3334 } })).toEqual({ outcome: 'ok', exit_code: 0 });
  expect(readVerdict({ result: { Ok: {} }, duration: { secs: 0, nanos: 3334 } })).toEqual({
    outcome: 'ok',
    duration_ms: 0,
  });
  expect(readVerdict({ exit_code: 0, duration: { secs: 2, nanos: 5_400_000 } })).toEqual({
    outcome: 'ok',
    exit_code: 0,
    duration_ms: 2005,
  });
});

test.each([
  [{ status: 'declined', exit_code: -1 }, 'denied'],
  [{ status: 'failed', exit_code: -1 }, 'tool_error'],
  [{ status: 'failed', exit_code: 3 }, 'command_nonzero'],
  [{ success: false }, 'tool_error'],
  [{ result: { Err: 'no' } }, 'tool_error'],
  [{ result: { Ok: { content: [], isError: true } } }, 'tool_error'],
  [{ result: { Ok: { content: [] } } }, 'ok'],
  [{ status: 'completed' }, 'ok'],
])('the end %j is %s', (end, outcome) => {
  expect(readVerdict(end).outcome).toBe(outcome);
});
