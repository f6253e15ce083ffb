/** What an OTLP client is answered, in the encoding of its request: the counts of a success, or the reason of a refusal. */

/** The encodings of a request, by its content type. */
export const ENCODINGS: ReadonlyMap<string, Encoding> = new Map<string, Encoding>([
  ['application/json', 'json'],
  ['application/x-protobuf', 'protobuf'],
]);

export type Encoding = 'json' | 'protobuf';

export type Answer = {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** True when the connection must end with this answer: what the client still sends is not wanted. */
  readonly last?: boolean;
};

/** Names of the counts of rejected records, by the path that was posted to. */
const REJECTED: Readonly<Record<string, string>> = {
  logs: 'rejectedLogRecords',
  traces: 'rejectedSpans',
  metrics: 'rejectedDataPoints',
};

export type Rejection = { readonly records: number; readonly reason: string };

/** A success; with `rejected`, one that could not keep some of the records, which the client must not send again. */
export function success(encoding: Encoding, signal: string, rejected?: Rejection): Answer {
  if (encoding === 'json') {
    const partial = rejected === undefined ? {} : partialJson(signal, rejected);
    return { status: 200, type: 'application/json', body: Buffer.from(JSON.stringify(partial)) };
  }
  // ExportLogsServiceResponse { partial_success = 1: { rejected = 1, error_message = 2 } }, and the same for the other two.
  const partial =
    rejected === undefined
      ? Buffer.alloc(0)
      : field(1, Buffer.concat([Buffer.of(8), varint(rejected.records), field(2, Buffer.from(rejected.reason))]));
  return { status: 200, type: 'application/x-protobuf', body: partial };
}

function partialJson(signal: string, { records, reason }: Rejection): unknown {
  return { partialSuccess: { [REJECTED[signal] ?? 'rejected']: String(records), errorMessage: reason } };
}

/** Codes of google.rpc.Status, which OTLP wants beside the status of HTTP. */
const CODES: Readonly<Record<number, number>> = {
  400: 3,
  401: 16,
  403: 7,
  404: 5,
  413: 3,
  415: 3,
  429: 8,
  500: 13,
  503: 14,
};

export type Refusal = {
  readonly status: number;
  readonly message: string;
  readonly retryAfter?: number;
  readonly last?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
};

/** A refusal as a Status message; without an encoding, or with an unknown one, as JSON. */
export function refuse({ status, message, retryAfter, last, headers }: Refusal, encoding: Encoding = 'json'): Answer {
  const code = CODES[status] ?? 2;
  const more = { ...headers, ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }) };
  const ends = last === true ? { last: true } : {};
  if (encoding === 'json') {
    const body = Buffer.from(JSON.stringify({ code, message }));
    return { status, type: 'application/json', body, headers: more, ...ends };
  }
  const body = Buffer.concat([Buffer.of(8), varint(code), field(2, Buffer.from(message))]);
  return { status, type: 'application/x-protobuf', body, headers: more, ...ends };
}

function field(number: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.of(number * 8 + 2), varint(content.length), content]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return Buffer.from([...bytes, rest]);
}
