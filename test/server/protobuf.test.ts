import fc from 'fast-check';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { REQUESTS } from '../../src/server/otlp-messages.ts';
import { isMalformed, readMessage, type Fields } from '../../src/server/protobuf.ts';
import { recordsOf } from '../../src/sources/otlp/record.ts';
import { object, type Json } from '../../src/sources/read.ts';
import { encodeRequest, varint } from './encode.ts';
import { callsOf } from './running.ts';

const CAPTURES = join(import.meta.dirname, '../../../shared/captures/claude-code-2.1.328/otlp/claude-protobuf-traces');
const isThere = existsSync(CAPTURES);
if (!isThere) console.warn(`SKIPPED: no captures in ${CAPTURES}; protobuf of a real client was not read.`);

const FIELDS: Fields = new Map([
  [1, { name: 'text', type: 'text' }],
  [2, { name: 'integer', type: 'integer' }],
  [3, { name: 'inner', type: 'message', fields: () => FIELDS, isList: true }],
  [4, { name: 'nanos', type: 'nanos' }],
  [5, { name: 'double', type: 'double' }],
]);

describe('a request in protobuf', () => {
  test('reads as the same request in JSON', () => {
    const value = (given: Json) => ({
      resourceSpans: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'kettle' } }] },
          scopeSpans: [{ scope: { name: 's' }, spans: [given] }],
        },
      ],
    });
    const span = {
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      name: 'chat',
      startTimeUnixNano: '1777626000123456789',
      endTimeUnixNano: '1777626001623456789',
      attributes: [
        { key: 'gen_ai.operation.name', value: { stringValue: 'chat' } },
        { key: 'gen_ai.usage.input_tokens', value: { intValue: '9007199254740991' } },
        { key: 'duration_ms', value: { intValue: '-5' } },
        { key: 'gen_ai.response.time_to_first_chunk', value: { doubleValue: 0.25 } },
        { key: 'success', value: { boolValue: false } },
        {
          key: 'gen_ai.response.finish_reasons',
          value: { arrayValue: { values: [{ stringValue: 'stop' }, { stringValue: 'length' }] } },
        },
        { key: 'error', value: {} },
        { key: 'user.email', value: { stringValue: 'ada@example.com' } },
      ],
      status: { message: 'x', code: 2 },
    };
    const json = [...recordsOf(value(span), 'span')];
    const decoded = object(readMessage(encodeRequest(value(span)), REQUESTS.span)) ?? {};
    expect([...recordsOf(decoded, 'span')]).toEqual(json);
    expect(json[0]).toMatchObject({
      at: '2026-05-01T09:00:00.123Z',
      span: { ms: 1500, failed: true },
      attributes: { 'gen_ai.response.finish_reasons': ['stop', 'length'] },
    });
    expect(JSON.stringify(decoded)).not.toContain('ada@example');
  });

  test.runIf(isThere)('of a real client gives the records that it holds', () => {
    const counts: Record<string, number> = {};
    for (const name of readdirSync(CAPTURES).filter((file) => file.endsWith('.pb'))) {
      const signal = name.includes('logs') ? 'log' : name.includes('traces') ? 'span' : 'metric';
      const request = readMessage(readFileSync(join(CAPTURES, name)), REQUESTS[signal]);
      expect(request).not.toHaveProperty('malformed');
      for (const record of recordsOf(object(request) ?? {}, signal)) {
        counts[signal] = (counts[signal] ?? 0) + 1;
        if (signal !== 'metric') expect(record?.at).toMatch(/^2026-11-20T/);
        if (signal === 'log') expect(record?.name).toMatch(/^[a-z_]+$/);
      }
    }
    expect(counts).toEqual({ log: expect.any(Number), span: expect.any(Number), metric: expect.any(Number) });
    expect(counts['log']).toBeGreaterThan(40);
  });
});

describe('a message', () => {
  test('is read without the fields that the table does not name', () => {
    const bytes = Buffer.concat([
      Buffer.of(8 * 9, 1),
      Buffer.of(8 * 10 + 1, 1, 2, 3, 4, 5, 6, 7, 8),
      Buffer.of(8 * 11 + 2, 2, 9, 9),
      Buffer.of(8 * 12 + 5, 1, 2, 3, 4),
      Buffer.of(8 * 2, 7),
    ]);
    expect(readMessage(bytes, FIELDS)).toEqual({ integer: 7 });
  });

  test.each([
    ['a length that goes beyond the end', Buffer.of(10, 200, 1, 65)],
    ['a length of many gigabytes', Buffer.of(10, 0xff, 0xff, 0xff, 0xff, 0x7f, 65)],
    ['a number that does not end', Buffer.concat([Buffer.of(16), Buffer.alloc(11, 0xff)])],
    ['a number that is cut', Buffer.of(33, 1, 2, 3)],
    ['a field without a number', Buffer.of(2, 1, 65)],
    ['a group', Buffer.of(11, 12)],
    ['a field of another type than the table says', Buffer.of(8, 1)],
  ])('with %s is refused', (_name, bytes) => {
    expect(isMalformed(readMessage(bytes, FIELDS))).toBe(true);
  });

  test('may nest only so deep, and hold only so many messages', () => {
    let nested = Buffer.of(16, 1);
    for (let depth = 0; depth < 5; depth++) nested = Buffer.concat([Buffer.of(26), varint(nested.length), nested]);
    const many = Buffer.concat(Array.from({ length: 50 }, () => Buffer.of(26, 0)));
    expect(isMalformed(readMessage(nested, FIELDS, { depth: 5, messages: 100 }))).toBe(false);
    expect(isMalformed(readMessage(nested, FIELDS, { depth: 4, messages: 100 }))).toBe(true);
    expect(isMalformed(readMessage(many, FIELDS, { depth: 4, messages: 51 }))).toBe(false);
    expect(isMalformed(readMessage(many, FIELDS, { depth: 4, messages: 50 }))).toBe(true);
  });

  test('of any bytes is read or refused, and never throws', () => {
    const request = encodeRequest(callsOf('toolu_a', 'toolu_b'));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(typeof readMessage(Buffer.from(bytes), REQUESTS.log)).toBe('object');
      }),
    );
    fc.assert(
      fc.property(fc.nat(request.length - 1), fc.nat(255), fc.nat(request.length), (place, byte, end) => {
        const bytes = Buffer.from(request.subarray(0, end));
        if (place < bytes.length) bytes[place] = byte;
        const read = readMessage(bytes, REQUESTS.log);
        if (!isMalformed(read)) for (const record of recordsOf(read, 'log')) expect(record?.signal).toBe('log');
      }),
      { numRuns: 500 },
    );
  });

  test('keeps every integer that a double can hold, negative ones too', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        expect(readMessage(Buffer.concat([Buffer.of(16), varint(value)]), FIELDS)).toEqual({ integer: value });
      }),
    );
  });
});
