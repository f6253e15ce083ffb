// What the clients' own files say about every call, read as naively as can be: a second opinion on the sources of Hindcast, which shares
// no code with them. Each reader answers with a map from call id to {tool, outcome}, and answers by message id where the client has ids.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Readers by client; each takes the home folder that the client wrote to. */
export const READERS = { 'claude-code': claudeCode, codex, 'gemini-cli': geminiCli };

function claudeCode(home) {
  const calls = new Map();
  const answers = new Map();
  for (const row of rowsBelow(join(home, '.claude', 'projects'))) {
    const { message } = row;
    if (row.type === 'assistant' && message?.id !== undefined && message.model !== '<synthetic>')
      answers.set(message.id, row.requestId);
    for (const block of Array.isArray(message?.content) ? message.content : []) {
      if (block.type === 'tool_use') calls.set(block.id, { tool: block.name, outcome: 'unknown' });
      const call = block.type === 'tool_result' ? calls.get(block.tool_use_id) : undefined;
      if (call !== undefined) call.outcome = claudeOutcome(row, block);
    }
  }
  return { calls, answers };
}

function claudeOutcome(row, { is_error: isError, content }) {
  if (['reject', 'deny'].includes(row.permissionDecision?.decision) || row.toolDenialKind !== undefined)
    return 'denied';
  if (isError !== true) return 'ok';
  const said = typeof content === 'string' ? content : content.map(({ text }) => text).join('\n');
  if (/^Permission to use \w+ has been denied/.test(said)) return 'denied';
  return /^Exit code [1-9]/.test(said) ? 'command_nonzero' : 'tool_error';
}

function codex(home) {
  const calls = new Map();
  for (const { payload } of rowsBelow(join(home, '.codex', 'sessions'))) {
    const id = payload?.call_id ?? payload?.item?.id;
    if (payload?.type === 'function_call' || payload?.type === 'custom_tool_call')
      calls.set(id, { tool: payload.name, outcome: 'unknown' });
    const call = calls.get(id);
    if (call === undefined) continue;
    if (payload.type === 'item_completed') call.status = payload.item.status;
    if (payload.type.endsWith('_call_output')) call.said = JSON.stringify(payload.output);
  }
  for (const call of calls.values()) call.outcome = codexOutcome(call);
  return { calls, answers: new Map() };
}

function codexOutcome({ tool, status, said }) {
  if (status === 'declined') return 'denied';
  const exit = /Process exited with code (\d+)/.exec(said ?? '')?.[1];
  if (exit !== undefined) return exit === '0' ? 'ok' : 'command_nonzero';
  if (said === undefined) return 'unknown';
  if (/^"(unsupported|failed to parse|apply_patch verification failed)/.test(said)) return 'tool_error';
  return tool === 'apply_patch' && status === 'failed' ? 'tool_error' : 'ok';
}

function geminiCli(home) {
  const calls = new Map();
  for (const row of rowsBelow(join(home, '.gemini', 'tmp'))) {
    for (const { id, name, status, result } of row.toolCalls ?? [])
      calls.set(id, { tool: name, outcome: geminiOutcome({ name, status, said: JSON.stringify(result ?? '') }) });
  }
  return { calls, answers: new Map() };
}

function geminiOutcome({ name, status, said }) {
  if (status === 'error') return 'tool_error';
  if (status === 'cancelled') return 'cancelled';
  if (status !== 'success') return 'unknown';
  return name === 'run_shell_command' && /\\nExit Code: [1-9]/.test(said) ? 'command_nonzero' : 'ok';
}

/** The objects of every `.jsonl` file below the folder, file by file in the order of their names. */
function rowsBelow(folder) {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.jsonl'));
  return names.toSorted().flatMap((name) =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line)),
  );
}
