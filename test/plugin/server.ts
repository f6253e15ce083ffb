/** Starts the plugin's server as the client does: a process of its own, one JSON-RPC message a line. */

import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import type { Places } from '../../src/config/home.ts';
import { atEndOfFile } from '../clean-up.ts';
import { object, text, list, type Json } from '../../src/sources/read.ts';

const folder = join('node_modules', '.cache', `plugin-server-${process.pid}-${Math.random().toString(36).slice(2)}`);
let bundled: Promise<string> | undefined;

export type Served = {
  readonly child: ChildProcess;
  send(message: unknown): void;
  /** Sends a text as it is. */
  sendText(text: string): void;
  /** The answer to the request with this id. */
  answerTo(id: number): Promise<Json>;
  /** Ids of all requests that were answered so far. */
  answered(): readonly number[];
  readonly ended: Promise<{ code: number | null; signal: string | null; said: string }>;
};

export async function startServer(places: Places, more: Readonly<Record<string, string>> = {}): Promise<Served> {
  bundled ??= bundle();
  const env = { PATH: process.env['PATH'] ?? '', HOME: places.home, HINDCAST_HOME: places.home, TZ: 'UTC', ...more };
  const child = spawn(await bundled, { env, stdio: ['pipe', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const answers = new Map<number, Json>();
  const waiting = new Map<number, (answer: Json) => void>();
  let rest = '';
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const answer = object(JSON.parse(line)) ?? {};
      const { id } = answer;
      if (typeof id !== 'number') continue;
      answers.set(id, answer);
      waiting.get(id)?.(answer);
    }
  });
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  // A server that was killed has closed its side.
  child.stdin.on('error', () => undefined);
  const sendText = (text: string): void => void child.stdin.write(text);
  return {
    child,
    sendText,
    send: (message) => sendText(`${JSON.stringify(message)}\n`),
    answerTo: async (id) => answers.get(id) ?? new Promise((resolve) => waiting.set(id, resolve)),
    answered: () => [...answers.keys()],
    ended: new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, said }))),
  };
}

/** What the client says before it calls anything, spelled as it spells it. */
export const GREETING: readonly string[] = [
  '{"jsonrpc":"2.0","id":"server-discover-probe-1","method":"server/discover","params":{"_meta":{}}}\n',
  '{"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{}},"jsonrpc":"2.0","id":900000}\n',
  '{"jsonrpc":"2.0","method":"notifications/initialized"}\n',
  '{"method":"tools/list","jsonrpc":"2.0","id":900001}\n',
];

export function callTool(id: number, name: string, input: unknown): unknown {
  return { jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: input } };
}

/** A payload as the client's hook hands it on: texts only. */
export function bashCall(id: string, more: Json = {}): Json {
  return {
    hook_event_name: 'PostToolUse',
    session_id: 'session-1',
    cwd: '/work/app',
    agent_id: '',
    tool_name: 'Bash',
    tool_use_id: id,
    tool_input: '{"command":"npm test"}',
    duration_ms: '12',
    tool_response: { interrupted: 'false', status: '', stdout: 'fine', stderr: '', structuredPatch: '' },
    ...more,
  };
}

/** The text of a tool's answer. */
export function textOf(answer: Json): string {
  return text(object(list(object(answer['result'])?.['content'])[0])?.['text']) ?? '';
}

/** Every line of the log's ndjson files, as it stands there. */
export function linesIn(places: Places): string[] {
  const files = readdirSync(places.log, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /^\d.*ndjson$/.test(path),
  );
  return files.flatMap((path) => readFileSync(join(places.log, path), 'utf8').split('\n').slice(0, -1));
}

async function bundle(): Promise<string> {
  atEndOfFile(() => {
    bundled = undefined;
    rmSync(folder, { recursive: true, force: true });
  });
  await promisify(execFile)(process.execPath, ['scripts/build/plugin.mjs', '--into', folder]);
  return resolve(folder, process.platform === 'win32' ? 'server.cmd' : 'server');
}
