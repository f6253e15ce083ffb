/**
 * Requests to the model that failed: those that the client made again, which it notes in rows of its own, and those that it gave up, which
 * it tells as an answer that no model made. Telemetry tells the latter under the same id, which is made of the request's.
 */

import type { EventOf } from '../../event/schema.ts';
import { classify } from '../failure.ts';
import { count, known, list, object, text, type Json } from '../read.ts';
import { AGENT, OBSERVER, place, type Here } from './here.ts';

export type RequestError = EventOf<'error'>;

/** Of an answer that says no more than that there is none; nothing for another one that the client made up. */
export function givenUp(here: Here, message: Json): RequestError | undefined {
  const { row, inner } = here;
  if (row['isApiErrorMessage'] !== true) return undefined;
  const said = text(object(list(message['content'])[0])?.['text']) ?? text(message['content']);
  const status = count(row['apiErrorStatus']);
  const named = text(row['error']);
  const request = text(inner['requestId']);
  return errorOf(here, { request, status, said, named: named === 'unknown' ? undefined : named });
}

/** Of a row `system` / `api_error`: the client waits and asks again. */
export function retried(here: Here): RequestError | undefined {
  const error = object(here.row['error']) ?? {};
  const cause = object(error['cause']) ?? object(here.row['cause']);
  const body = object(object(error['error'])?.['error']);
  return errorOf(here, {
    request: text(error['requestId']) ?? text(error['requestID']) ?? text(error['request_id']),
    status: count(error['status']),
    said: text(error['formatted']) ?? text(body?.['message']) ?? text(error['message']) ?? text(cause?.['code']),
    named: undefined,
    attempt: count(here.row['retryAttempt']),
  });
}

type Told = {
  readonly request: string | undefined;
  readonly status: number | undefined;
  readonly said: string | undefined;
  /** The client's own word for the failure. */
  readonly named: string | undefined;
  readonly attempt?: number | undefined;
};

function errorOf(here: Here, { request, status, said, named, attempt }: Told): RequestError | undefined {
  const id = request === undefined ? text(here.inner['uuid']) : `request:${request}:error`;
  if (id === undefined) return undefined;
  const event: RequestError = { kind: 'error', id, at: here.at, observers: OBSERVER, agent: AGENT };
  place(event, here);
  const attributes = known({ status_code: status, attempt });
  return {
    ...event,
    ...known({
      name: 'api_error',
      error_class: named ?? classOfRequest(status, said),
      error_text: said,
      attributes: Object.keys(attributes).length === 0 ? undefined : attributes,
    }),
  };
}

const BY_STATUS: Readonly<Record<number, string>> = {
  401: 'authentication_failed',
  403: 'authentication_failed',
  408: 'timeout',
  429: 'rate_limit',
  529: 'overloaded',
};

/** Old versions tell the status in their text only. */
const STATUS = /^(?:API Error: )?([45]\d\d)\b/;

/** The client's word for a failure with this status, so that all observers use the same; without one, the class of what was said. */
export function classOfRequest(told: number | undefined, said = ''): string {
  const status = told ?? Number(STATUS.exec(said)?.[1] ?? 0);
  if (status >= 400) return BY_STATUS[status] ?? (status < 500 ? 'invalid_request' : 'server_error');
  const found = classify(said);
  return found === 'other' || found === 'uncaught_exception' ? 'http_error' : found;
}
