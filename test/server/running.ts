/** A real server with a real log in a folder of its own, and requests to it as raw as they need to be. */

import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { places } from '../../src/config/home.ts';
import { openRecorder } from '../../src/record.ts';
import { openServer, type Running, type ServerOptions } from '../../src/server/http.ts';
import { object, type Json } from '../../src/sources/read.ts';
import { environmentOf } from '../config/environment.ts';

export type Reply = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer };
export type Sent = {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | number>>;
  readonly body?: Buffer | string | readonly Buffer[];
};

export type World = {
  readonly home: string;
  readonly server: Running;
  readonly errors: unknown[];
  send(sent: Sent): Promise<Reply>;
  json(path: string, value: unknown): Promise<Reply>;
  /** The lines of the log, parsed. */
  logged(): Json[];
  close(): void;
};

export async function openWorld(
  options: Partial<ServerOptions> & { variables?: Readonly<Record<string, string>>; home?: string } = {},
): Promise<World> {
  const { variables = {}, home = mkdtempSync(join(tmpdir(), 'hindcast-server-')), ...more } = options;
  const errors: unknown[] = [];
  const recorder = openRecorder({ places: places(home), redaction: {}, environment: environmentOf(variables) });
  const server = await openServer({
    recorder,
    host: '127.0.0.1',
    port: 0,
    onError: (error) => errors.push(error),
    ...more,
  });
  const send = (sent: Sent): Promise<Reply> => exchange(server.port, sent);
  return {
    home,
    server,
    errors,
    send,
    json: (path, value) => send({ path, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) }),
    logged: () => linesIn(home),
    close: () => {
      server.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function exchange(port: number, { path = '/v1/logs', method = 'POST', headers = {}, body = '' }: Sent): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const pieces = typeof body === 'string' || Buffer.isBuffer(body) ? undefined : body;
    const sending = request({ port, host: '127.0.0.1', path, method, headers, agent: false }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) }),
      );
      answer.on('error', reject);
    });
    sending.on('error', reject);
    if (pieces === undefined) sending.end(body);
    else {
      for (const piece of pieces) sending.write(piece);
      sending.end();
    }
  });
}

/** Writes bytes to a connection and gives all that comes back until it is closed. */
export function raw(
  port: number,
  bytes: string | Buffer,
  { drip }: { drip?: { text: string; everyMs: number } } = {},
): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    const timer =
      drip === undefined ? undefined : setInterval(() => socket.writable && socket.write(drip.text), drip.everyMs);
    socket.on('data', (data) => (heard += data.toString('latin1')));
    socket.on('error', (error) => (heard += `[${error.name}]`));
    socket.on('close', () => {
      clearInterval(timer);
      resolve(heard);
    });
  });
}

/** The lines of the log in a folder, parsed. */
export function linesIn(home: string): Json[] {
  const files = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /log.*\.ndjson$/.test(name) && !name.includes('errors'),
  );
  return files.flatMap((name) =>
    readFileSync(join(home, name), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => object(JSON.parse(line)) ?? {}),
  );
}

/** An export request with one tool call of Claude Code for each id. */
export function callsOf(...ids: readonly string[]): Json {
  return {
    resourceLogs: [
      {
        resource: { attributes: [pair('service.name', 'claude-code'), pair('host.name', 'babbage')] },
        scopeLogs: [{ scope: { name: 'com.anthropic.claude_code.events' }, logRecords: ids.map(callRecord) }],
      },
    ],
  };
}

function callRecord(id: string): Json {
  const told = {
    'event.name': 'tool_result',
    tool_name: 'Bash',
    tool_use_id: id,
    success: 'true',
    duration_ms: '80',
    'user.email': 'ada@example.com',
  };
  return {
    timeUnixNano: '1777626001000000000',
    body: { stringValue: 'claude_code.tool_result' },
    attributes: Object.entries(told).map(([key, text]) => pair(key, text)),
  };
}

function pair(key: string, text: string): Json {
  return { key, value: { stringValue: text } };
}
