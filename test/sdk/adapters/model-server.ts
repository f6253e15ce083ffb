/** A server on this machine that answers as the API of a model does: with JSON, or with events one by one. */

import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from 'vitest';

export type Reply = {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly json?: unknown;
  /** Texts are sent as they are; `name` of an event is its `type`. */
  readonly events?: readonly unknown[];
  /** Ends the connection after the last event instead of the answer. */
  readonly breaks?: boolean;
  /** Never ends. */
  readonly hangs?: boolean;
};

export type ModelServer = {
  url(): string;
  /** What the next requests are answered with, in order. */
  reply(...replies: readonly Reply[]): void;
  /** Bodies of the requests so far. */
  readonly asked: Record<string, unknown>[];
};

export function openModelServer(): ModelServer {
  const replies: Reply[] = [];
  const asked: Record<string, unknown>[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      asked.push(JSON.parse(body) as Record<string, unknown>);
      send(response, replies.shift() ?? { status: 500, json: { error: { message: 'nothing to say' } } });
    });
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    reply: (...more) => void replies.push(...more),
    asked,
  };
}

function send(response: ServerResponse, { status = 200, headers, json, events, breaks, hangs }: Reply): void {
  const type = events === undefined ? 'application/json' : 'text/event-stream';
  response.writeHead(status, { 'content-type': type, ...headers });
  if (events === undefined) {
    response.end(JSON.stringify(json));
    return;
  }
  for (const event of events) response.write(typeof event === 'string' ? event : eventText(event as { type?: string }));
  if (breaks === true) setTimeout(() => response.destroy(), 20);
  else if (hangs !== true) response.end();
}

function eventText(event: { type?: string }): string {
  return `${event.type === undefined ? '' : `event: ${event.type}\n`}data: ${JSON.stringify(event)}\n\n`;
}
