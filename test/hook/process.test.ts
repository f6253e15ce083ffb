/** The hook as a process: whatever it is given, it ends with 0 and prints nothing; what it could record is in the log. */

import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const script = fileURLToPath(new URL('../../dist/hook.cjs', import.meta.url));
const program = fileURLToPath(new URL('../../bin/hindcast.cjs', import.meta.url));

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hindcast-hook-'));
});

afterEach(() => {
  chmodSync(home, 0o700);
  rmSync(home, { recursive: true, force: true });
});

function call(id = 'call_1'): string {
  return JSON.stringify({
    session_id: '019a0000-0000-7000-8000-000000000001',
    turn_id: 't1',
    cwd: home,
    hook_event_name: 'PostToolUse',
    model: 'gpt-5.4',
    tool_name: 'Bash',
    tool_input: { command: 'cat /home/ada/.ssh/id_rsa' },
    tool_use_id: id,
    tool_response: 'no',
  });
}

type Given = {
  readonly variables?: Readonly<Record<string, string>>;
  readonly agent?: string;
  readonly argv?: readonly string[];
};

function run(input: string | Buffer, { variables = {}, agent = 'codex', argv = [script, agent] }: Given = {}) {
  const env = { PATH: process.env['PATH'], HOME: home, HINDCAST_HOME: join(home, 'h'), ...variables };
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { input, env, cwd: home, encoding: 'utf8' });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
}

/** Everything below a folder, as text. */
function filesBelow(folder: string): Map<string, string> {
  if (!existsSync(folder)) return new Map();
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(entries.map(({ name, parentPath }) => [name, readFileSync(join(parentPath, name), 'utf8')]));
}

function logged(): unknown[] {
  const lines = [...filesBelow(join(home, 'h', 'log'))].filter(([name]) => /^[0-9a-f]{8}\.ndjson$/.test(name));
  return lines.flatMap(([, text]) =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line): unknown => JSON.parse(line)),
  );
}

function failures(): string[] {
  const text = filesBelow(join(home, 'h', 'log')).get('hook-errors.ndjson') ?? '';
  return [...text.matchAll(/"failure":"([^"]+)"/g)].map(([, failure]) => failure ?? '');
}

test('A call is in the log under the id of the client, and no text of it', () => {
  run(call());
  run(call('call_2'), { argv: [program, 'hook', 'codex'] });
  expect(logged()).toMatchObject([
    { kind: 'call', tool: 'exec_command', observers: 'hook', agent: 'codex', output_bytes: 2 },
    { kind: 'call' },
  ]);
  expect(JSON.stringify([...filesBelow(home)])).not.toContain('id_rsa');
  expect(failures()).toEqual([]);
});

test.each([
  ['no input', '', 'skip/no-payload'],
  ['half an object', '{"session_id": "s', 'skip/not-json'],
  ['bytes', Buffer.from([0xff, 0x00, 0xfe]), 'skip/not-json'],
  ['another type', '[1]', 'skip/not-an-object'],
  ['an unknown event', '{"session_id":"a1","hook_event_name":"Sneeze"}', 'skip/unknown-type'],
])('%s is noted for doctor, and nothing else', (_what, input, failure) => {
  run(input);
  expect(logged()).toEqual([]);
  expect(failures()).toEqual([failure]);
});

test('An unknown agent is noted without its name', () => {
  run(call(), { agent: 'my-secret-agent' });
  expect(failures()).toEqual(['source/unknown']);
  expect(JSON.stringify([...filesBelow(home)])).not.toContain('my-secret-agent');
});

test.each([
  ['HINDCAST_DISABLED', '1'],
  ['DO_NOT_TRACK', '1'],
  ['TELEMETRY_ENABLED', 'false'],
])('%s=%s leaves no trace', (name, value) => {
  run(call(), { variables: { [name]: value } });
  expect(existsSync(join(home, 'h'))).toBe(false);
});

test('A configuration file that switches recording off is heeded, and one that cannot be read stops it', () => {
  mkdirSync(join(home, 'h'));
  writeFileSync(join(home, 'h', 'config.json'), '{"disabled": true}');
  run(call());
  expect(logged()).toEqual([]);
  writeFileSync(join(home, 'h', 'config.json'), '{"redaction": {"literals": ["exec"]');
  run(call());
  expect(logged()).toEqual([]);
  expect(failures()).toEqual(['config/unreadable']);
});

test('A home that is a file, or cannot be made, is the trouble of nobody', () => {
  writeFileSync(join(home, 'h'), 'taken');
  run(call());
  run(call(), { variables: { HINDCAST_HOME: '/dev/null/nowhere' } });
  expect(readFileSync(join(home, 'h'), 'utf8')).toBe('taken');
});

test('A payload of megabytes is read whole', () => {
  const large = { ...JSON.parse(call()), tool_response: 'ü'.repeat(1_500_000) };
  run(JSON.stringify(large));
  expect(logged()).toMatchObject([{ output_bytes: 3_000_000 }]);
});

test('Input that never ends is not waited for', async () => {
  const env = { PATH: process.env['PATH'], HOME: home, HINDCAST_HOME: join(home, 'h') };
  const child = spawn(
    'sh',
    ['-c', '{ printf %s "$1"; exec sleep 30; } | "$2" "$3" codex; exit 0', 'sh', call(), process.execPath, script],
    {
      env,
      detached: true,
    },
  );
  const watched = await new Promise<unknown[]>((resolve) => {
    const watch = setInterval(() => {
      if (logged().length === 0) return;
      clearInterval(watch);
      resolve(logged());
    }, 20);
  });
  if (child.pid !== undefined) process.kill(-child.pid);
  expect(watched).toHaveLength(1);
});
