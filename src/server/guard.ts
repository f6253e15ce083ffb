/**
 * Who may ask. Without a token only programs of this machine are served, and no page of a browser: a name that leads here by a trick of
 * the DNS, or a foreign origin, is refused. With a token, whoever knows it.
 */

import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Refusal } from './answer.ts';

export type Guard = (request: IncomingMessage) => Refusal | undefined;

const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|::1|localhost)$/i;

export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

export function makeGuard(token: string | undefined): Guard {
  const wanted = token === undefined ? undefined : digest(token);
  return ({ headers }) => {
    if (wanted !== undefined) {
      const given = /^bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
      if (given !== undefined && timingSafeEqual(digest(given), wanted)) return undefined;
      return {
        status: 401,
        message: 'The token is missing or wrong.',
        headers: { 'www-authenticate': 'Bearer' },
        last: true,
      };
    }
    const { host, origin } = headers;
    if (host !== undefined && !isLoopback(nameIn(host))) {
      return { status: 403, message: 'This server answers to the names of this machine only.', last: true };
    }
    if (origin !== undefined && !isLocalOrigin(origin)) {
      return { status: 403, message: 'Pages of other origins are not served.', last: true };
    }
    return undefined;
  };
}

/** Of equal length whatever is compared. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** `[::1]:4319` and `localhost:4319` without the port. */
function nameIn(host: string): string {
  return host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');
}

function isLocalOrigin(origin: string): boolean {
  const host = /^https?:\/\/(.+)$/i.exec(origin)?.[1];
  return host !== undefined && isLoopback(nameIn(host));
}
