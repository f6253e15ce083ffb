/** Ways to a bare repository that need no network beyond this machine: http by git's own `http-backend`, and ssh by a script that stays here. */

import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';

import type { Ground } from './repos.ts';

export type Served = { readonly port: number; close(): Promise<void> };

/** Whoever pushes, and whoever reads when `isPrivate`, needs the password `shop`. */
export async function serveHttp(ground: Ground, { isPrivate = false } = {}): Promise<Served> {
  const backend = join(execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim(), 'git-http-backend');
  const server = createServer((request, response) => {
    const isPush = (request.url ?? '').includes('git-receive-pack');
    const given = Buffer.from(String(request.headers.authorization ?? '').replace(/^Basic /, ''), 'base64').toString();
    if ((isPush || isPrivate) && given !== 'ada:shop') {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="shop"' }).end();
      return;
    }
    runBackend(backend, ground.folder, { request, response });
  });
  return listening(server);
}

function runBackend(
  backend: string,
  root: string,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): void {
  const { pathname, search } = new URL(request.url ?? '/', 'http://127.0.0.1');
  const child = spawn(backend, {
    env: {
      PATH: process.env['PATH'],
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      REMOTE_USER: 'ada',
      REMOTE_ADDR: '127.0.0.1',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  request.pipe(child.stdin);
  child.stdin.on('error', () => undefined);
  let head = Buffer.alloc(0);
  child.stdout.on('data', (piece: Buffer) => {
    if (response.headersSent) {
      response.write(piece);
      return;
    }
    head = Buffer.concat([head, piece]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    const fields = head
      .toString('latin1', 0, end)
      .split('\r\n')
      .map((line) => line.split(/: (.*)/s));
    const status = Number(fields.find(([name]) => name === 'Status')?.[1]?.slice(0, 3) ?? 200);
    for (const [name = '', value = ''] of fields) if (name !== 'Status') response.setHeader(name, value);
    response.writeHead(status);
    response.write(head.subarray(end + 4));
  });
  child.on('close', () => response.end());
}

/** Passes connections on to a port, and cuts some of them after some bytes. */
export async function serveCutting(to: number, shouldCut: () => number | undefined): Promise<Served> {
  const server = createTcpServer((client) => {
    const upstream = connect(to, '127.0.0.1');
    let left = shouldCut();
    const cut = (): void => {
      client.destroy();
      upstream.destroy();
    };
    const pass = (from: Socket, into: Socket): void => {
      from.on('data', (piece) => {
        into.write(piece);
        if (left === undefined) return;
        left -= piece.length;
        if (left <= 0) cut();
      });
      from.on('error', cut);
      from.on('close', () => into.end());
    };
    pass(client, upstream);
    pass(upstream, client);
  });
  return listening(server);
}

async function listening(server: ReturnType<typeof createTcpServer>): Promise<Served> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** A command for `GIT_SSH_COMMAND` that runs here what it is told to run there. */
export function fakeSsh(ground: Ground): string {
  const path = ground.path('ssh');
  writeFileSync(path, '#!/bin/sh\nfor last; do :; done\nexec sh -c "$last"\n');
  chmodSync(path, 0o755);
  return path;
}
