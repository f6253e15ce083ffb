/**
 * Receives OTLP: a body of one of the three signals, in JSON or protobuf, becomes events that are in the log before the client hears of a
 * success. What cannot be kept is counted, and told to the client where the protocol has a word for it.
 */

import type { IncomingMessage } from 'node:http';
import { countSkip, isSkip, isSkipReason as isReason, type SkipCounts, type SkipReason } from '../event/skip.ts';
import type { Recorder } from '../record.ts';
import type { Yielded } from '../sources/define.ts';
import { MOST_RECORDS, isExportRequest, recordsOf, type Signal } from '../sources/otlp/record.ts';
import { translate } from '../sources/otlp/translate.ts';
import otlp from '../sources/otlp.ts';
import { object, type Json } from '../sources/read.ts';
import { ENCODINGS, refuse, success, type Answer, type Encoding, type Refusal } from './answer.ts';
import type { Bodies } from './body.ts';
import { REQUESTS } from './otlp-messages.ts';
import { isMalformed, readMessage } from './protobuf.ts';

/** By the last part of the path. */
export const SIGNAL_OF: ReadonlyMap<string, Signal> = new Map<string, Signal>([
  ['logs', 'log'],
  ['traces', 'span'],
  ['metrics', 'metric'],
]);

/** What was received since the start. */
export type Received = {
  requests: number;
  records: number;
  events: number;
  refused: number;
  readonly skips: SkipCounts;
};

export type Receiver = {
  answer(request: IncomingMessage, path: string): Promise<Answer>;
  received(): Received;
};

/** Records that a client need not send again, because they cannot be kept as they are. */
const REJECTED: ReadonlySet<SkipReason> = new Set<SkipReason>([
  'not-an-object',
  'no-id',
  'no-timestamp',
  'bad-value',
  'invalid-event',
  'redaction-failed',
]);

/** Seconds after which a client may try again when the log cannot be written. */
const RETRY_S = 30;

export function openReceiver(recorder: Recorder, bodies: Bodies): Receiver {
  const received: Received = { requests: 0, records: 0, events: 0, refused: 0, skips: {} };

  const keep = (request: Json, path: string, encoding: Encoding): Answer => {
    const gathered = gather(request, SIGNAL_OF.get(path) ?? 'log');
    if ('status' in gathered) return refuse(gathered, encoding);
    const { records, yielded, skips } = gathered;
    const kept = recorder.keep(yielded, otlp.id);
    if (kept.failure !== undefined) {
      return refuse(
        { status: 503, message: `The log cannot be written (${kept.failure}).`, retryAfter: RETRY_S },
        encoding,
      );
    }
    let rejected = 0;
    const reasons: string[] = [];
    for (const counts of [skips, kept.skips]) {
      for (const [reason, times] of Object.entries(counts)) {
        const name = reasonOf(reason);
        countSkip(received.skips, name, times);
        if (!REJECTED.has(name)) continue;
        rejected += times;
        reasons.push(`${times} ${name}`);
      }
    }
    received.records += records;
    received.events += kept.written;
    return success(encoding, path, rejected === 0 ? undefined : { records: rejected, reason: reasons.join(', ') });
  };

  const handle = async (request: IncomingMessage, path: string): Promise<Answer> => {
    const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
    const encoding = ENCODINGS.get(type);
    if (encoding === undefined) {
      return refuse({ status: 415, message: `Send ${[...ENCODINGS.keys()].join(' or ')}.`, last: true });
    }
    const body = await bodies.take(request);
    if (!Buffer.isBuffer(body)) return refuse(body, encoding);
    const decoded = encoding === 'json' ? parseJson(body) : parseProtobuf(body, path);
    return 'refusal' in decoded ? refuse(decoded.refusal, encoding) : keep(decoded.request, path, encoding);
  };

  return {
    received: () => received,
    async answer(request, path) {
      received.requests += 1;
      const answer = await handle(request, path);
      if (answer.status !== 200) received.refused += 1;
      return answer;
    },
  };
}

type Gathered = { records: number; readonly yielded: Yielded[]; readonly skips: SkipCounts };

function gather(request: Json, signal: Signal): Gathered | Refusal {
  const gathered: Gathered = { records: 0, yielded: [], skips: {} };
  for (const record of recordsOf(request, signal)) {
    gathered.records += 1;
    if (gathered.records > MOST_RECORDS) return { status: 413, message: `A request may hold ${MOST_RECORDS} records.` };
    for (const one of translate(record)) {
      if (isSkip(one)) countSkip(gathered.skips, one.skip);
      else gathered.yielded.push(one);
    }
  }
  return gathered;
}

function reasonOf(name: string): SkipReason {
  return isReason(name) ? name : 'invalid-event';
}

type Decoded = { readonly request: Json } | { readonly refusal: Refusal };

/** An empty object is a request without records; anything else that is no request is refused. */
function parseJson(body: Buffer): Decoded {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { refusal: { status: 400, message: 'The body is not JSON.' } };
  }
  const request = object(value);
  if (request !== undefined && (isExportRequest(request) || Object.keys(request).length === 0)) return { request };
  return { refusal: { status: 400, message: 'The body is no export request.' } };
}

function parseProtobuf(body: Buffer, path: string): Decoded {
  const request = readMessage(body, REQUESTS[SIGNAL_OF.get(path) ?? 'log']);
  if (!isMalformed(request)) return { request };
  return {
    refusal: { status: 400, message: `The body is no protobuf message of OTLP: ${String(request.malformed)}.` },
  };
}
