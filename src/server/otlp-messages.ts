/**
 * The messages of OTLP as far as they are read: numbers and names of the fields as in opentelemetry-proto, so that what is read has the
 * form that the same request has in JSON. Bodies, events, links and the points of metrics are not named, so they are skipped unread.
 */

import { RECORD_KEYS, RESOURCE_KEYS } from '../sources/otlp/attributes.ts';
import type { Signal } from '../sources/otlp/record.ts';
import type { Field, Fields } from './protobuf.ts';

function table(fields: Readonly<Record<number, Field>>): Fields {
  return new Map(Object.entries(fields).map(([number, field]) => [Number(number), field]));
}

const ANY_VALUE: Fields = table({
  1: { name: 'stringValue', type: 'text' },
  2: { name: 'boolValue', type: 'flag' },
  3: { name: 'intValue', type: 'integer' },
  4: { name: 'doubleValue', type: 'double' },
  5: { name: 'arrayValue', type: 'message', fields: () => ARRAY_VALUE },
});
const TEXT_VALUE: Fields = table({ 1: { name: 'stringValue', type: 'text' } });
const ARRAY_VALUE: Fields = table({ 1: { name: 'values', type: 'message', fields: () => TEXT_VALUE, isList: true } });

const RESOURCE: Fields = table({
  1: { name: 'attributes', type: 'pairs', value: () => ANY_VALUE, wanted: RESOURCE_KEYS },
});
const SCOPE: Fields = table({ 1: { name: 'name', type: 'text' } });

const LOG_RECORD: Fields = table({
  1: { name: 'timeUnixNano', type: 'nanos' },
  6: { name: 'attributes', type: 'pairs', value: () => ANY_VALUE, wanted: RECORD_KEYS },
  11: { name: 'observedTimeUnixNano', type: 'nanos' },
  12: { name: 'eventName', type: 'text' },
});

const STATUS: Fields = table({ 3: { name: 'code', type: 'integer' } });
const SPAN: Fields = table({
  1: { name: 'traceId', type: 'hex' },
  2: { name: 'spanId', type: 'hex' },
  5: { name: 'name', type: 'text' },
  7: { name: 'startTimeUnixNano', type: 'nanos' },
  8: { name: 'endTimeUnixNano', type: 'nanos' },
  9: { name: 'attributes', type: 'pairs', value: () => ANY_VALUE, wanted: RECORD_KEYS },
  15: { name: 'status', type: 'message', fields: () => STATUS },
});
const METRIC: Fields = table({});

/** An export request: resources, in each of them scopes, in each of them records. */
function request(names: readonly [string, string, string], record: Fields): Fields {
  const [resources, scopes, records] = names;
  const ofScope = table({
    1: { name: 'scope', type: 'message', fields: () => SCOPE },
    2: { name: records, type: 'message', fields: () => record, isList: true },
  });
  const ofResource = table({
    1: { name: 'resource', type: 'message', fields: () => RESOURCE },
    2: { name: scopes, type: 'message', fields: () => ofScope, isList: true },
  });
  return table({ 1: { name: resources, type: 'message', fields: () => ofResource, isList: true } });
}

export const REQUESTS: Readonly<Record<Signal, Fields>> = {
  log: request(['resourceLogs', 'scopeLogs', 'logRecords'], LOG_RECORD),
  span: request(['resourceSpans', 'scopeSpans', 'spans'], SPAN),
  metric: request(['resourceMetrics', 'scopeMetrics', 'metrics'], METRIC),
};
