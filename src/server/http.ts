/**
 * The server of `hindcast serve`: routes requests, and sees to it that no client can hold it up. A request that fails is answered and
 * costs nobody else anything; nothing that a client sends ends the process.
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { AppError } from '../errors.ts';
import type { Recorder } from '../record.ts';
import { refuse, type Answer } from './answer.ts';
import { openBodies } from './body.ts';
import { makeGuard } from './guard.ts';
import { SIGNAL_OF, openReceiver, type Received } from './receive.ts';

export type ServerLimits = {
  /** Largest body, as sent and as decompressed. */
  readonly bodyBytes: number;
  /** Largest sum of the bodies that are being received. */
  readonly heldBytes: number;
  readonly connections: number;
  /** Time for the headers, and for a whole request. */
  readonly headersMs: number;
  readonly requestMs: number;
};

export const LIMITS: ServerLimits = {
  bodyBytes: 16 * 1024 * 1024,
  heldBytes: 64 * 1024 * 1024,
  connections: 128,
  headersMs: 10_000,
  requestMs: 30_000,
};

export type ServerOptions = {
  readonly recorder: Recorder;
  readonly host: string;
  /** 0 chooses a free one. */
  readonly port: number;
  readonly token?: string;
  readonly limits?: Partial<ServerLimits>;
  /** Told of errors that are bugs. */
  readonly onError?: (error: unknown) => void;
};

export type Running = {
  readonly port: number;
  received(): Received;
  /** Ends at once: what was acknowledged is in the log already. */
  close(): void;
};

/** Resolves when it listens; refuses with `server/port-in-use` or `server/cannot-listen`. */
export async function openServer(options: ServerOptions): Promise<Running> {
  const limits = { ...LIMITS, ...options.limits };
  const bodies = openBodies({ bytes: limits.bodyBytes, heldBytes: limits.heldBytes });
  const receiver = openReceiver(options.recorder, bodies);
  const guard = makeGuard(options.token);

  const route = async (request: IncomingMessage): Promise<Answer> => {
    const refusal = guard(request);
    if (refusal !== undefined) return refuse(refusal);
    const path = pathOf(request.url ?? '/');
    const signal = /^\/v1\/([a-z]+)\/?$/.exec(path)?.[1] ?? '';
    if (SIGNAL_OF.has(signal))
      return request.method === 'POST' ? receiver.answer(request, signal) : wrongMethod('POST');
    const page = PAGES.get(path);
    if (page === undefined)
      return refuse({ status: 404, message: `There is nothing at ${path.slice(0, 200)}.`, last: true });
    return request.method === 'GET' || request.method === 'HEAD' ? page(receiver.received()) : wrongMethod('GET');
  };

  const respond = (request: IncomingMessage, response: ServerResponse): void => {
    route(request).then(
      (answer) => send(request, response, answer),
      (error: unknown) => {
        options.onError?.(error);
        send(request, response, refuse({ status: 500, message: 'This request failed here.', last: true }));
      },
    );
  };

  const server = createServer(
    { connectionsCheckingInterval: Math.min(1_000, limits.headersMs), keepAliveTimeout: 65_000 },
    respond,
  );
  server.headersTimeout = limits.headersMs;
  server.requestTimeout = limits.requestMs;
  server.maxConnections = limits.connections;
  // A client that asks first is answered before it sends a body that would be refused.
  server.on('checkContinue', (request, response) => {
    const length = Number(request.headers['content-length'] ?? 0);
    if (length <= limits.bodyBytes) response.writeContinue();
    respond(request, response);
  });
  server.on('clientError', refuseClient);
  const port = await listen(server, options);
  // Such as too many open files: this connection is lost, the next one may succeed.
  server.on('error', (error) => options.onError?.(error));
  return {
    port,
    received: receiver.received,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

const PAGES: ReadonlyMap<string, (received: Received) => Answer> = new Map([
  ['/', front],
  ['/healthz', health],
]);

function front(): Answer {
  const body =
    'Hindcast receives OpenTelemetry here: POST to /v1/logs, /v1/traces or /v1/metrics. /healthz counts what came.\n';
  return { status: 200, type: 'text/plain; charset=utf-8', body: Buffer.from(body) };
}

function health(received: Received): Answer {
  return { status: 200, type: 'application/json', body: Buffer.from(`${JSON.stringify({ ok: true, ...received })}\n`) };
}

function wrongMethod(allowed: string): Answer {
  return refuse({ status: 405, message: `Use ${allowed}.`, headers: { allow: allowed }, last: true });
}

function pathOf(url: string): string {
  const end = url.search(/[?#]/);
  return end < 0 ? url : url.slice(0, end);
}

/** Time for a refused client to read the answer while what it still sends is thrown away. */
const GRACE_MS = 2_000;

function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  if (response.destroyed) return;
  const { status, type, body, headers, last } = answer;
  // Whatever comes after an answer that was given early would be read as the next request.
  const ends = last === true || !request.complete;
  response.writeHead(status, {
    'content-type': type,
    'content-length': body.length,
    'x-content-type-options': 'nosniff',
    ...headers,
    ...(ends ? { connection: 'close' } : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
  if (request.complete) return;
  request.resume();
  const { socket } = request;
  const timer = setTimeout(() => socket.destroy(), GRACE_MS);
  socket.once('close', () => clearTimeout(timer));
}

/** What is no HTTP, or too slow, is answered in a word and let go. */
function refuseClient(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const status = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? '408 Request Timeout' : '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`, () => socket.destroy());
}

function listen(server: Server, { host, port }: ServerOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: Error & { code?: string }) => reject(cannotListen(error, host, port)));
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function cannotListen(error: Error & { code?: string }, host: string, port: number): AppError {
  if (error.code === 'EADDRINUSE') {
    return new AppError('server/port-in-use', `Port ${port} of ${host} is taken.`, {
      hint: 'Another hindcast serve may be running; give another --port, and tell the clients.',
      cause: error,
    });
  }
  return new AppError(
    'server/cannot-listen',
    `Cannot listen on ${host} port ${port} (${error.code ?? error.message}).`,
    {
      hint: 'Check --host and --port.',
      cause: error,
    },
  );
}
