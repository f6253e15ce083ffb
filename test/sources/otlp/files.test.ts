/** Files that hold telemetry: one request or record a line, as collectors write them, or one record over many lines, as Gemini CLI does. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import otlp from '../../../src/sources/otlp.ts';
import { ask, importInto, withFolder } from '../../doors/imports.ts';

/** What stands inside of the objects of an SDK, written with `JSON.stringify(…, null, 2)`. */
const ORIGIN = {
  resource: {
    _rawAttributes: [
      ['service.name', 'gemini-cli'],
      ['host.id', null],
      ['host.name', 'SECRET-HOST'],
    ],
  },
  instrumentationScope: { name: 'gemini-cli', version: 'v1' },
};
const SESSION = '9ce558bc-6322-4cb6-9bd7-000000000001';

function log(seconds: number, attributes: object): object {
  return {
    hrTime: [seconds, 500_000_000],
    ...ORIGIN,
    attributes: { 'session.id': SESSION, ...attributes },
    _body: 'SECRET-BODY\n{"a": [',
    _isReadonly: true,
  };
}

const OUTFILE = [
  {
    _spanContext: { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169200001', traceFlags: 1 },
    kind: 0,
    attributes: {
      'gen_ai.operation.name': 'tool_call',
      'gen_ai.tool.name': 'read_file',
      'gen_ai.tool.call_id': 'read_file__read_file_1777626000000_0',
      'gen_ai.conversation.id': SESSION,
      'gen_ai.system_instructions': 'SECRET-SYSTEM }\n{',
    },
    startTime: [1_777_626_000, 0],
    endTime: [1_777_626_000, 16_000_000],
    ...ORIGIN,
    name: 'tool_call',
    status: { code: 1 },
    _spanProcessor: { _spanProcessors: [{ _that: '[Circular]' }] },
  },
  log(1_777_626_001, { 'event.name': 'gemini_cli.config', model: 'gemini-2.5-pro' }),
  log(1_777_626_002, {
    'event.name': 'gemini_cli.api_response',
    'event.timestamp': '2026-05-01T09:00:02.000Z',
    model: 'gemini-2.5-pro',
    duration_ms: 40,
    input_token_count: 100,
    output_token_count: 20,
    total_token_count: 120,
    role: 'main',
  }),
  {
    resource: ORIGIN.resource,
    scopeMetrics: [{ scope: { name: 'gemini-cli' }, metrics: [{ descriptor: { name: 'x' } }] }],
  },
];

const WHAT = 'select kind, agent, session_id, tool, duration_ms, output_tokens from event order by kind';
const EXPECTED = [
  ['answer', 'gemini-cli', SESSION, null, 40, 20],
  ['call', 'gemini-cli', SESSION, 'read_file', 16, null],
];

test.each([
  ['over many lines', (record: object) => `${JSON.stringify(record, null, 2)}\n`],
  ['one a line', (record: object) => `${JSON.stringify(record)}\n`],
])('records %s are read, and what they say is kept from the log', async (_how, write) => {
  const folder = withFolder();
  const file = folder.write('telemetry.log', OUTFILE.map(write).join(''));
  const { events, skips, warnings } = await importInto(folder, otlp, [file]);
  expect({ events, skips, warnings }).toEqual({ events: 2, skips: { 'not-telemetry': 2 }, warnings: [] });
  expect(await ask(folder, WHAT)).toEqual(EXPECTED);
  expect(JSON.stringify(await ask(folder, 'select * from event'), (_, value) => String(value))).not.toContain('SECRET');
});

test('a file that is being written is read up to its last whole record, and on from there', async () => {
  const folder = withFolder();
  const text = OUTFILE.map((record) => JSON.stringify(record, null, 2)).join('\n');
  const cut = text.indexOf('"role"');
  const file = folder.write('telemetry.log', text.slice(0, cut));
  expect(await importInto(folder, otlp, [file])).toMatchObject({ events: 1, skips: { 'unfinished-record': 1 } });
  folder.write('telemetry.log', text);
  expect(await importInto(folder, otlp, [file])).toMatchObject({ events: 1, new_events: 1 });
  expect(await ask(folder, WHAT)).toEqual(EXPECTED);
});

test.each(['claude-code', 'codex', 'copilot'])('requests of %s, one a line, are read under any name', async (name) => {
  const folder = withFolder();
  const file = folder.write('otel.ndjson', readFileSync(join(import.meta.dirname, name, 'input.jsonl')));
  const { events, warnings } = await importInto(folder, otlp, [file]);
  expect(warnings).toEqual([]);
  expect(events).toBeGreaterThan(3);
});
