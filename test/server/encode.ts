/** Writes the export requests of OTLP as protobuf, from the form that they have in JSON: the counterpart of what the server reads. */

type Json = Record<string, unknown>;
type Shape = Readonly<Record<string, readonly [number, Kind]>>;
type Kind = 'text' | 'hex' | 'fixed64' | 'fixed32' | 'varint' | 'double' | (() => Shape);

const ANY_VALUE: Shape = {
  stringValue: [1, 'text'],
  boolValue: [2, 'varint'],
  intValue: [3, 'varint'],
  doubleValue: [4, 'double'],
  arrayValue: [5, () => ({ values: [1, () => ANY_VALUE] })],
  kvlistValue: [6, () => ({ values: [1, () => KEY_VALUE] })],
};
const KEY_VALUE: Shape = { key: [1, 'text'], value: [2, () => ANY_VALUE] };
const RESOURCE: Shape = { attributes: [1, () => KEY_VALUE], droppedAttributesCount: [2, 'varint'] };
const SCOPE: Shape = { name: [1, 'text'], version: [2, 'text'] };
const LOG: Shape = {
  timeUnixNano: [1, 'fixed64'],
  severityNumber: [2, 'varint'],
  severityText: [3, 'text'],
  body: [5, () => ANY_VALUE],
  attributes: [6, () => KEY_VALUE],
  droppedAttributesCount: [7, 'varint'],
  flags: [8, 'fixed32'],
  traceId: [9, 'hex'],
  spanId: [10, 'hex'],
  observedTimeUnixNano: [11, 'fixed64'],
  eventName: [12, 'text'],
};
const SPAN: Shape = {
  traceId: [1, 'hex'],
  spanId: [2, 'hex'],
  parentSpanId: [4, 'hex'],
  name: [5, 'text'],
  kind: [6, 'varint'],
  startTimeUnixNano: [7, 'fixed64'],
  endTimeUnixNano: [8, 'fixed64'],
  attributes: [9, () => KEY_VALUE],
  events: [11, () => ({ timeUnixNano: [1, 'fixed64'], name: [2, 'text'], attributes: [3, () => KEY_VALUE] })],
  status: [15, () => ({ message: [2, 'text'], code: [3, 'varint'] })],
  flags: [16, 'fixed32'],
};
const METRIC: Shape = { name: [1, 'text'], description: [2, 'text'], unit: [3, 'text'] };

function request(resources: string, scopes: string, records: Shape): Shape {
  const ofScope: Shape = { scope: [1, () => SCOPE], ...records, schemaUrl: [3, 'text'] };
  const ofResource: Shape = { resource: [1, () => RESOURCE], [scopes]: [2, () => ofScope], schemaUrl: [3, 'text'] };
  return { [resources]: [1, () => ofResource] };
}

const REQUESTS: readonly Shape[] = [
  request('resourceLogs', 'scopeLogs', { logRecords: [2, () => LOG] }),
  request('resourceSpans', 'scopeSpans', { spans: [2, () => SPAN] }),
  request('resourceMetrics', 'scopeMetrics', { metrics: [2, () => METRIC] }),
];

/** Of any of the three signals. */
export function encodeRequest(value: Json): Buffer {
  return Buffer.concat(REQUESTS.map((shape) => encode(value, shape)));
}

function encode(value: Json, shape: Shape): Buffer {
  const parts: Buffer[] = [];
  for (const [name, [number, kind]] of Object.entries(shape)) {
    if (value[name] === undefined || value[name] === null) continue;
    const given = Array.isArray(value[name]) ? value[name] : [value[name]];
    for (const one of given) parts.push(field(number, kind, one));
  }
  return Buffer.concat(parts);
}

function field(number: number, kind: Kind, value: unknown): Buffer {
  switch (kind) {
    case 'varint':
      return Buffer.concat([
        varint(number * 8),
        varint(typeof value === 'boolean' ? Number(value) : BigInt(value as string)),
      ]);
    case 'fixed64': {
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64LE(BigInt(value as string));
      return Buffer.concat([varint(number * 8 + 1), bytes]);
    }
    case 'double': {
      const bytes = Buffer.alloc(8);
      bytes.writeDoubleLE(value as number);
      return Buffer.concat([varint(number * 8 + 1), bytes]);
    }
    case 'fixed32': {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32LE(value as number);
      return Buffer.concat([varint(number * 8 + 5), bytes]);
    }
    default: {
      const content =
        typeof kind === 'function'
          ? encode(value as Json, kind())
          : Buffer.from(value as string, kind === 'hex' ? 'hex' : 'utf8');
      return Buffer.concat([varint(number * 8 + 2), varint(content.length), content]);
    }
  }
}

export function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest >= 128n) {
    bytes.push(Number(rest % 128n) + 128);
    rest /= 128n;
  }
  return Buffer.from([...bytes, Number(rest)]);
}
