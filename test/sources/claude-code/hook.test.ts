/** Payloads of hooks become events with the ids of the transcript: as a command gets them, and as the plugin's hooks hand them on. */

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { flaw } from '../../../src/event/validate.ts';
import claudeCode from '../../../src/sources/claude-code.ts';
import { list, object, type Json } from '../../../src/sources/read.ts';
import { asPluginHands, pluginEvents } from './plugin-hooks.ts';

const NOW = '2026-05-04T10:00:00.000Z';
const BASE = { session_id: 'session-1', transcript_path: '/t.jsonl', cwd: '/work/app', prompt_id: 'prompt-1' };
const PLACE = { observers: 'hook', agent: 'claude-code', session_id: 'session-1', cwd: '/work/app' };

function read(payload: unknown): readonly unknown[] {
  return claudeCode.hook?.(payload, NOW) ?? [];
}

function tool(event: string, name: string, more: Json): Json {
  return { ...BASE, hook_event_name: event, tool_name: name, tool_use_id: 'toolu_1', ...more };
}

const CASES: readonly { says: string; payload: Json; events: readonly unknown[] }[] = [
  {
    says: 'A command that worked has its size, its target and its exact time, counted back from the end',
    payload: tool('PostToolUse', 'Bash', {
      tool_input: { command: 'npm test', description: 'Test' },
      tool_response: { stdout: 'fine', stderr: 'warn', interrupted: false },
      duration_ms: 1500,
    }),
    events: [
      {
        kind: 'call',
        id: 'toolu_1',
        at: '2026-05-04T09:59:58.500Z',
        outcome: 'ok',
        tool: 'Bash',
        target: 'npm test',
        input_bytes: 12,
        output_bytes: 8,
        duration_ms: 1500,
      },
    ],
  },
  {
    says: 'An edit has its changed lines, and not the size of the file that the client sends along',
    payload: tool('PostToolUse', 'Edit', {
      tool_input: { file_path: '/a.ts', old_string: 'x', new_string: 'yy' },
      tool_response: { originalFile: 'long', structuredPatch: [{ lines: [' a', '-x', '+y', '+y'] }] },
      duration_ms: 3,
    }),
    events: [{ tool: 'Edit', outcome: 'ok', target: '/a.ts', lines_added: 2, lines_removed: 1, input_bytes: 8 }],
  },
  {
    says: 'A command that was stopped is cancelled',
    payload: tool('PostToolUse', 'Bash', {
      tool_input: { command: 'sleep 9' },
      tool_response: { stdout: '', stderr: '', interrupted: true },
    }),
    events: [{ outcome: 'cancelled', error_class: 'interrupted' }],
  },
  {
    says: 'A subagent sent to the background has no time yet',
    payload: tool('PostToolUse', 'Agent', {
      tool_input: { subagent_type: 'Explore' },
      tool_response: { status: 'async_launched' },
      duration_ms: 9,
    }),
    events: [{ outcome: 'ok', target: 'Explore', at: NOW }],
  },
  {
    says: 'A command that failed has its exit code and class',
    payload: tool('PostToolUseFailure', 'Bash', {
      tool_input: { command: 'x' },
      error: 'Exit code 127\nsh: x: command not found',
      is_interrupt: false,
      duration_ms: 7,
    }),
    events: [{ outcome: 'command_nonzero', exit_code: 127, error_class: 'command_not_found', duration_ms: 7 }],
  },
  {
    says: 'A tool that failed has its message',
    payload: tool('PostToolUseFailure', 'Read', {
      tool_input: { file_path: '/b' },
      error: 'File does not exist.',
      is_interrupt: false,
      duration_ms: 1,
    }),
    events: [{ outcome: 'tool_error', error_class: 'file_not_found', error_text: 'File does not exist.' }],
  },
  {
    says: 'A failure by interruption is a decision',
    payload: tool('PostToolUseFailure', 'Bash', {
      tool_input: { command: 'x' },
      error: 'whatever',
      is_interrupt: true,
      duration_ms: 7,
    }),
    events: [{ outcome: 'cancelled', error_class: 'interrupted' }],
  },
  {
    says: 'Calls that were refused before they ran are told apart in the batch, even when another tool printed the same words',
    payload: {
      ...BASE,
      hook_event_name: 'PostToolBatch',
      tool_calls: [
        {
          tool_name: 'Edit',
          tool_use_id: 'e',
          tool_input: { file_path: '/a' },
          tool_response: '<tool_use_error>String to replace not found in file.\nString: x</tool_use_error>',
        },
        {
          tool_name: 'Bash',
          tool_use_id: 'b',
          tool_input: { command: 'cat log' },
          tool_response: '<tool_use_error>is what it printed</tool_use_error>\nand more',
        },
        {
          tool_name: 'No such',
          tool_use_id: 'n',
          tool_input: {},
          tool_response: [{ type: 'text', text: '<tool_use_error>Error: No such tool available: No</tool_use_error>' }],
        },
      ],
    },
    events: [
      {
        id: 'e',
        outcome: 'tool_error',
        error_class: 'string_not_found',
        error_text: 'String to replace not found in file.',
      },
      { id: 'n', tool: 'No', outcome: 'tool_error', error_class: 'unknown_tool' },
    ],
  },
  {
    says: 'A batch in which everything ran says nothing new',
    payload: { ...BASE, hook_event_name: 'PostToolBatch', tool_calls: [] },
    events: [{ skip: 'part-of-event' }],
  },
  {
    says: 'A refused permission is a denial',
    payload: tool('PermissionDenied', 'Bash', { tool_input: { command: 'rm x' }, reason: 'too risky' }),
    events: [{ outcome: 'denied', error_class: 'permission_rule', error_text: 'too risky' }],
  },
  {
    says: 'Of a prompt only the size is kept',
    payload: { ...BASE, hook_event_name: 'UserPromptSubmit', prompt: 'Größer, bitte.' },
    events: [{ kind: 'prompt', id: 'prompt-1', at: NOW, ...PLACE, input_bytes: 16 }],
  },
  {
    says: 'The notice that a task has ended is no prompt',
    payload: { ...BASE, hook_event_name: 'UserPromptSubmit', prompt: '<task-notification>\n<task-id>a</task-id>' },
    events: [{ skip: 'not-telemetry' }],
  },
  {
    says: 'A turn that ends moves the end of the session',
    payload: { ...BASE, hook_event_name: 'Stop', last_assistant_message: 'never stored' },
    events: [{ kind: 'session', id: 'session-1', at: NOW, ...PLACE, ended_at: NOW }],
  },
  {
    says: 'A turn that fails is an error as well, without the words of the answer',
    payload: { ...BASE, hook_event_name: 'StopFailure', error: 'rate_limit', last_assistant_message: 'never stored' },
    events: [
      { kind: 'session', id: 'session-1', ended_at: NOW },
      {
        kind: 'error',
        id: `unmatched:${PLACE.session_id}:prompt-1`,
        at: NOW,
        ...PLACE,
        name: 'api_error',
        error_class: 'rate_limit',
      },
    ],
  },
  {
    says: 'A subagent that begins is an invocation',
    payload: { ...BASE, hook_event_name: 'SubagentStart', agent_id: 'a1', agent_type: 'Explore' },
    events: [{ kind: 'invocation', id: 'a1', subagent_id: 'a1', name: 'Explore', agent_type: 'Explore' }],
  },
  {
    says: 'The end of a subagent that never began belongs to a compaction',
    payload: { ...BASE, hook_event_name: 'SubagentStop', agent_id: 'a2', agent_type: '' },
    events: [{ skip: 'part-of-event' }],
  },
  {
    says: 'A compaction that ends completes the one that began',
    payload: { ...BASE, hook_event_name: 'PostCompact', trigger: 'auto' },
    events: [{ kind: 'invocation', id: 'prompt-1:compact', name: 'compaction', agent_type: 'auto', ended_at: NOW }],
  },
];

describe.each(CASES)('$says', ({ payload, events }) => {
  test('from the JSON of a command hook', () => {
    const yielded = read(payload);
    expect(yielded).toMatchObject(events);
    expect(yielded).toHaveLength(events.length);
    expect(JSON.stringify(yielded)).not.toContain('never stored');
    for (const one of yielded) if (object(one)?.['skip'] === undefined) expect(flaw(object(one) ?? {})).toBeUndefined();
  });

  test('and the same from what the plugin hands on', () => {
    expect(read(asPluginHands(payload))).toEqual(read(payload));
  });
});

test('Every event that the plugin listens to is understood, and none at which its server is not there', () => {
  for (const event of pluginEvents())
    expect([event, read({ ...BASE, hook_event_name: event })[0]]).not.toEqual([event, { skip: 'unknown-type' }]);
  const absent = ['SessionStart', 'SessionEnd', 'Setup'];
  expect(pluginEvents().filter((event) => absent.includes(event) || event.startsWith('Worktree'))).toEqual([]);
});

test.each([
  [null, 'not-an-object'],
  [{}, 'unknown-type'],
  [{ hook_event_name: 'toString', session_id: 's' }, 'unknown-type'],
  [{ hook_event_name: 'Stop' }, 'no-id'],
  [{ hook_event_name: 'PostToolUse', session_id: 's' }, 'no-id'],
])('%j is skipped: %s', (payload, reason) => {
  expect(read(payload)).toEqual([{ skip: reason }]);
});

test('A duration that is nonsense does not move the call out of its time', () => {
  const payload = tool('PostToolUse', 'Bash', { tool_input: {}, tool_response: {}, duration_ms: 1e15 });
  expect(read(payload)).toMatchObject([{ at: '2026-05-03T10:00:00.000Z', duration_ms: 1e15 }]);
});

const captures = join(import.meta.dirname, '../../../../shared/captures/claude-code-2.1.328/hooks');
if (!existsSync(captures)) console.warn(`SKIPPED: ${captures} is missing, so captured payloads are not tested.`);

test.skipIf(!existsSync(captures))(
  'Captured payloads are all understood; the plugin loses only the size of MCP answers',
  () => {
    const listened = new Set(pluginEvents());
    const files = readdirSync(captures);
    expect(files.length).toBeGreaterThan(50);
    for (const name of files) {
      const payload = object(JSON.parse(readFileSync(join(captures, name), 'utf8'))) ?? {};
      const yielded = read(payload);
      expect([name, yielded]).not.toEqual([name, [{ skip: 'unknown-type' }]]);
      expect(yielded.length).toBeGreaterThan(0);
      if (!listened.has(String(payload['hook_event_name']))) continue;
      expect([name, list(read(asPluginHands(payload)))]).toEqual([name, yielded.map(withoutMcpSize)]);
    }
  },
);

function withoutMcpSize(one: unknown): unknown {
  const { output_bytes: size, ...event } = object(one) ?? {};
  return size === undefined || String(event['tool']).startsWith('mcp__') ? event : one;
}
