import fc from 'fast-check';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FIELDS, type Event } from '../../../src/event/schema.ts';
import { isSkip } from '../../../src/event/skip.ts';
import { flaw } from '../../../src/event/validate.ts';
import otlp from '../../../src/sources/otlp.ts';
import { RECORD_KEYS, RESOURCE_KEYS } from '../../../src/sources/otlp/attributes.ts';
import { SIGNALS, recordsOf } from '../../../src/sources/otlp/record.ts';
import { translate } from '../../../src/sources/otlp/translate.ts';
import { object, type Json } from '../../../src/sources/read.ts';
import { REQUESTS } from '../../../src/server/otlp-messages.ts';
import { readMessage } from '../../../src/server/protobuf.ts';
import { runs } from '../../runs.ts';

const SHARED = join(import.meta.dirname, '../../../../shared/captures');
const FOLDERS = ['claude-code-2.1.328/otlp', 'copilot-cli-1.0.102'].map((name) => join(SHARED, name));
const isThere = FOLDERS.every((folder) => existsSync(folder));
if (!isThere) console.warn(`SKIPPED: no captures in ${SHARED}; what real clients send was not checked.`);

const fixtures = ['claude-code', 'codex', 'gemini-cli', 'copilot', 'gen-ai'].flatMap((name) =>
  linesOf(join(import.meta.dirname, name, 'input.jsonl')),
);

function linesOf(path: string): Json[] {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => object(JSON.parse(line)) ?? {});
}

/** The requests and records of the captures, JSON and protobuf alike. */
function captured(): Json[] {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  return files.flatMap((path) => {
    if (/v1_\w+\.json$/.test(path) || /otel[\w-]*\.jsonl$/.test(path)) return linesOf(path);
    const [, kind] = /v1_(\w+)\.pb$/.exec(path) ?? [];
    if (kind === undefined) return [];
    const fields = REQUESTS[kind === 'logs' ? 'log' : kind === 'traces' ? 'span' : 'metric'];
    return [object(readMessage(readFileSync(path), fields)) ?? {}];
  });
}

function read(record: unknown) {
  return otlp.parser({ path: 'telemetry.jsonl', state: undefined }).read(record, { index: 0 });
}

function eventsOf(record: unknown): Event[] {
  return read(record).flatMap((one) => (isSkip(one) ? [] : [one]));
}

/** The same with every text under a key that is not listed, and every body, name and message, marked. */
function marked(value: unknown, isContent = false): unknown {
  if (typeof value === 'string') return isContent ? `PLANTED ${value}` : value;
  if (Array.isArray(value)) return value.map((one) => marked(one, isContent));
  const given = object(value);
  if (given === undefined) return value;
  const { key } = given;
  const isPair = typeof key === 'string' && 'value' in given;
  if (isPair) return { key, value: marked(given['value'], !(RECORD_KEYS.has(key) || RESOURCE_KEYS.has(key))) };
  return Object.fromEntries(
    Object.entries(given).map(([name, one]) => {
      const isAttributes = name === 'attributes' && object(one) !== undefined;
      if (!isAttributes)
        return [name, marked(one, isContent || name === 'body' || name === 'message' || name === 'events')];
      const plain = Object.entries(object(one) ?? {});
      return [
        name,
        Object.fromEntries(
          plain.map(([own, text]) => [own, marked(text, !RECORD_KEYS.has(own) && !RESOURCE_KEYS.has(own))]),
        ),
      ];
    }),
  );
}

describe('content that is not on the list', () => {
  test('never reaches an event of the fixtures', () => {
    const planted = fixtures.map((line) => marked(line));
    expect(JSON.stringify(planted)).toContain('PLANTED');
    expect(planted.flatMap(eventsOf).length).toBeGreaterThan(30);
    expect(JSON.stringify(planted.flatMap(eventsOf))).not.toContain('PLANTED');
  });

  test.runIf(isThere)('never reaches an event of what real clients sent', () => {
    const planted = captured().map((line) => marked(line));
    const events = planted.flatMap(eventsOf);
    expect(events.length).toBeGreaterThan(100);
    expect(JSON.stringify(events)).not.toContain('PLANTED');
    expect(events.map(flaw).filter((problem) => problem !== undefined)).toEqual([]);
  });

  test('is nobody: no key on the list tells who the user is, what was said, or where', () => {
    const listed = [...RECORD_KEYS, ...RESOURCE_KEYS];
    const personal =
      /^user\.|^enduser|email|account|organization|\bhost\b|owner|command_args|\bprompt$|messages|arguments|\boutput$|\bargs$|response$|instructions|definitions|parameters|tool_input$/;
    expect(listed.filter((key) => personal.test(key))).toEqual([]);
  });
});

describe('whatever is sent', () => {
  test('is answered with at least one event or skip, and never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(read(value).length).toBeGreaterThan(0);
      }),
    );
  });

  test('gives events that keep the contract when values of real records are exchanged for others', () => {
    const value = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('true', '-1', '1e999', 'NaN', '9'.repeat(400), -1, 1e300, '', '\u0000'),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...fixtures),
        fc.array(fc.tuple(fc.nat(), value), { minLength: 1, maxLength: 6 }),
        (line, changes) => {
          const events = eventsOf(changed(line, changes));
          expect(events.map(flaw).filter((problem) => problem !== undefined)).toEqual([]);
          for (const event of events) for (const name of Object.keys(event)) expect(FIELDS).toHaveProperty(name);
        },
      ),
      { numRuns: runs(400) },
    );
  });

  test('gives the same events in the same request again', () => {
    for (const line of fixtures) expect(eventsOf(structuredClone(line))).toEqual(eventsOf(line));
  });
});

/** Exchanges values anywhere in a record. */
function changed(line: Json, changes: readonly (readonly [number, unknown])[]): unknown {
  const copy: unknown = structuredClone(line);
  const places: { holder: Record<string, unknown> | unknown[]; key: string }[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const key of Object.keys(value)) {
      places.push({ holder: value as Record<string, unknown>, key });
      walk((value as Record<string, unknown>)[key]);
    }
  };
  walk(copy);
  for (const [index, value] of changes) {
    const place = places[index % places.length];
    if (place !== undefined) (place.holder as Record<string, unknown>)[place.key] = value;
  }
  return copy;
}

describe('a record', () => {
  const log = (attributes: Json, more: Json = {}, scope = 'com.anthropic.claude_code.events') => ({
    resourceLogs: [
      {
        scopeLogs: [
          {
            scope: { name: scope },
            logRecords: [
              {
                attributes: Object.entries(attributes).map(([key, text]) => ({ key, value: { stringValue: text } })),
                ...more,
              },
            ],
          },
        ],
      },
    ],
  });

  test('may write an integer as a number or as a text', () => {
    const told = (value: unknown) =>
      eventsOf({
        resourceLogs: [
          {
            scopeLogs: [
              {
                scope: { name: 'com.anthropic.claude_code.events' },
                logRecords: [
                  {
                    timeUnixNano: '1777626000000000000',
                    attributes: [
                      { key: 'event.name', value: { stringValue: 'api_request' } },
                      { key: 'request_id', value: { stringValue: 'req_1' } },
                      { key: 'output_tokens', value: { intValue: value } },
                    ],
                  },
                ],
              },
            ],
          },
        ],
      })[0];
    expect(told(12)).toMatchObject({ output_tokens: 12, at: '2026-05-01T09:00:00.000Z' });
    expect(told('12')).toEqual(told(12));
  });

  test('without a time, or without the id that makes it countable, is told to be so', () => {
    const call = { 'event.name': 'tool_result', tool_use_id: 'toolu_1' };
    expect(read(log(call))).toEqual([{ skip: 'no-timestamp' }]);
    expect(read(log({ 'event.name': 'tool_result' }, { timeUnixNano: '1777626000000000000' }))).toEqual([
      { skip: 'no-id' },
    ]);
    expect(read(log(call, { timeUnixNano: 0, observedTimeUnixNano: 1777626000000000000 }))).toMatchObject([
      { kind: 'call' },
    ]);
  });

  test('of a program that nobody knows is no telemetry of an agent', () => {
    expect(read(log({ 'event.name': 'order_placed' }, { timeUnixNano: '1777626000000000000' }, 'shop'))).toEqual([
      { skip: 'not-telemetry' },
    ]);
  });

  test('is cut where a text is longer than anything that is kept', () => {
    const [record] = recordsOf(log({ 'event.name': 'api_error', error: 'x'.repeat(100_000) }), 'log');
    expect(String(record?.attributes['error']).length).toBeLessThan(10_000);
    expect(SIGNALS.flatMap((signal) => [...recordsOf({}, signal)])).toEqual([]);
    expect(translate(undefined)).toEqual([{ skip: 'not-an-object' }]);
  });
});
