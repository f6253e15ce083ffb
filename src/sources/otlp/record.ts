/**
 * One record of OpenTelemetry, whatever it came in: a log record, a span or a metric, with the attributes that may be read and its time
 * as an instant. Content (bodies of logs, events and links of spans) is never taken over.
 */

import { count, instant, list, object, text, type Json } from '../read.ts';
import { NO_ATTRIBUTES, RECORD_KEYS, RESOURCE_KEYS, attributesOf, numeric, type Attributes } from './attributes.ts';

export type OtlpRecord = {
  readonly signal: 'log' | 'span' | 'metric';
  /** Name of the span or of the event. */
  readonly name: string;
  readonly scope: string;
  readonly resource: Attributes;
  readonly attributes: Attributes;
  /** When the log record was made, or the span began. */
  readonly at: string | undefined;
  /** Spans only: `<trace>:<span>` in hexadecimal digits, their run time, and whether they say that they failed. */
  readonly span?: { readonly id: string | undefined; readonly ms: number | undefined; readonly failed: boolean };
};

/** More records than this in one request are refused. */
export const MOST_RECORDS = 100_000;

/** The lists of an export request: by signal, the names that OTLP gives to the three levels. */
const LEVELS = {
  log: ['resourceLogs', 'scopeLogs', 'logRecords'],
  span: ['resourceSpans', 'scopeSpans', 'spans'],
  metric: ['resourceMetrics', 'scopeMetrics', 'metrics'],
} as const;

export type Signal = keyof typeof LEVELS;

export const SIGNALS: readonly Signal[] = ['log', 'span', 'metric'];

export function isExportRequest(value: Json): boolean {
  return SIGNALS.some((signal) => Array.isArray(value[LEVELS[signal][0]]));
}

/** The records of an export request of one signal; what has not the form of one is handed on as undefined. */
export function* recordsOf(request: Json, signal: Signal): Generator<OtlpRecord | undefined> {
  const [resources, scopes, records] = LEVELS[signal];
  for (const ofResource of list(request[resources])) {
    const resource = attributesOf(object(object(ofResource)?.['resource'])?.['attributes'], RESOURCE_KEYS);
    for (const ofScope of list(object(ofResource)?.[scopes])) {
      const scope = text(object(object(ofScope)?.['scope'])?.['name']) ?? '';
      for (const one of list(object(ofScope)?.[records])) {
        const record = object(one);
        yield record === undefined ? undefined : READ[signal](record, { resource, scope });
      }
    }
  }
}

type Origin = Pick<OtlpRecord, 'resource' | 'scope'>;

const READ: Readonly<Record<Signal, (record: Json, origin: Origin) => OtlpRecord>> = {
  log: logRecord,
  span: spanRecord,
  metric: (_metric, origin) => ({ signal: 'metric', name: '', ...origin, attributes: NO_ATTRIBUTES, at: undefined }),
};

function logRecord(record: Json, { resource, scope }: Origin): OtlpRecord {
  const attributes = attributesOf(record['attributes'], RECORD_KEYS);
  // Codex leaves the time of its logs at 0 and names the place in its code as the event; the attributes are right.
  const name = text(attributes['event.name']) ?? text(record['eventName']) ?? '';
  const at =
    instant(attributes['event.timestamp']) ??
    fromNanos(record['timeUnixNano']) ??
    fromNanos(record['observedTimeUnixNano']);
  return { signal: 'log', name, scope, resource, attributes, at };
}

function spanRecord(record: Json, { resource, scope }: Origin): OtlpRecord {
  const began = msOf(record['startTimeUnixNano']);
  const ended = msOf(record['endTimeUnixNano']);
  const code = object(record['status'])?.['code'];
  return {
    signal: 'span',
    name: text(record['name']) ?? '',
    scope,
    resource,
    attributes: attributesOf(record['attributes'], RECORD_KEYS),
    at: began === undefined ? undefined : instant(Math.trunc(began)),
    span: {
      id: spanId(record['traceId'], record['spanId']),
      ms: began === undefined || ended === undefined ? undefined : count(ended - began),
      failed: code === 2 || code === 'STATUS_CODE_ERROR',
    },
  };
}

/**
 * One record of the file that an SDK's exporter writes: one span, log record or metric with plain attributes. Some write what stands inside
 * of the SDK's objects, whose private fields begin with `_`.
 */
export function fromExporter(line: Json): OtlpRecord | undefined {
  const resource = resourceOf(object(line['resource']) ?? {});
  const scope = text(object(line['instrumentationScope'])?.['name']) ?? '';
  if (Array.isArray(line['dataPoints']) || Array.isArray(line['scopeMetrics']) || line['type'] === 'metric')
    return READ.metric(line, { resource, scope });
  const began = fromPair(line['startTime']);
  const status = line['status'];
  if (began !== undefined) {
    const { traceId, spanId } = object(line['_spanContext']) ?? line;
    return spanRecord(
      { ...line, traceId, spanId, startTimeUnixNano: began, endTimeUnixNano: fromPair(line['endTime']), status },
      { resource, scope },
    );
  }
  const logged = fromPair(line['hrTime']) ?? fromPair(line['time']);
  return logged === undefined ? undefined : logRecord({ ...line, timeUnixNano: logged }, { resource, scope });
}

function resourceOf(given: Json): Attributes {
  const pairs = list(given['_rawAttributes']).map((pair) => list(pair));
  const raw = Object.fromEntries(pairs.map(([key, value]) => [String(key), value]));
  return attributesOf(given['attributes'] ?? raw, RESOURCE_KEYS);
}

/** Nanoseconds of a `[seconds, nanoseconds]`. */
function fromPair(value: unknown): number | undefined {
  const [seconds, nanos] = list(value);
  return typeof seconds === 'number' && typeof nanos === 'number' ? seconds * 1e9 + nanos : undefined;
}

function fromNanos(value: unknown): string | undefined {
  const ms = msOf(value);
  return ms === undefined ? undefined : instant(Math.trunc(ms));
}

/** Milliseconds of a number of nanoseconds, which JSON writes as text because it is larger than a number can be exact. */
function msOf(value: unknown): number | undefined {
  if (typeof value === 'string' && /^\d{7,19}$/.test(value)) return Number(`${value.slice(0, -6)}.${value.slice(-6)}`);
  const nanos = numeric(value);
  // To the microsecond, which is what a double of this size can hold.
  return nanos === undefined || nanos <= 0 ? undefined : Math.round(nanos / 1e3) / 1e3;
}

function spanId(trace: unknown, span: unknown): string | undefined {
  const ids = [text(trace), text(span)];
  return ids.every((id) => id !== undefined && /^[0-9a-f]{1,32}$/i.test(id)) ? ids.join(':').toLowerCase() : undefined;
}
