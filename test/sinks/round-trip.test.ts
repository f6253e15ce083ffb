/** What a format can hold comes back: whatever a source reads of a record is read again from what its sink writes of the event. */

import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quoted } from '../../src/doors/usage-file.ts';
import type { Event, EventOf } from '../../src/event/schema.ts';
import { isSkip } from '../../src/event/skip.ts';
import { feedbackRecord, invocationRecord } from '../../src/sinks/agent-invocations/record.ts';
import { sessionRecord } from '../../src/sinks/devtools-telemetry.ts';
import { recordOf as errorRecord } from '../../src/sinks/error-telemetry.ts';
import { recordOf as callRecord } from '../../src/sinks/execution-telemetry.ts';
import { cellsOf } from '../../src/sinks/usage-csv.ts';
import agentInvocations from '../../src/sources/agent-invocations.ts';
import type { Source } from '../../src/sources/define.ts';
import devtools from '../../src/sources/devtools-telemetry.ts';
import errors from '../../src/sources/error-telemetry.ts';
import execution from '../../src/sources/execution-telemetry.ts';
import usage, { COLUMNS } from '../../src/sources/usage-csv.ts';

const PATH = 'linter/sessions/2025-11-20T101500Z-ab12/session.json';

function read(source: Source, record: unknown): Event[] {
  const events = source.parser({ path: PATH, state: undefined }).read(record, { index: 0 });
  // As the log would hold them.
  return JSON.parse(JSON.stringify(events.filter((event) => !isSkip(event))));
}

/** As a line of a file would hand it over. */
function parsed(record: unknown): unknown {
  return JSON.parse(JSON.stringify(record));
}

const words = fc.constantFrom('success', 'failed', 'running', 'x', 'src/app.ts', '2025-10-16T14:30:00Z');
const values = fc.oneof(
  { weight: 3, arbitrary: words },
  fc.jsonValue({ maxDepth: 2 }),
  fc.boolean(),
  fc.nat(9),
  fc.double({ min: 0, max: 1e6, noNaN: true }),
);
const nested = fc.dictionary(
  fc.constantFrom(
    'status',
    'error',
    'error_type',
    'error_message',
    'duration_seconds',
    'type',
    'task',
    'file',
    'path',
    'files',
  ),
  fc.oneof(values, fc.dictionary(fc.constantFrom('type', 'scope'), values)),
);

/** Records with some of these fields, and with some that the format does not know. */
function records(
  always: Readonly<Record<string, fc.Arbitrary<unknown>>>,
  names: readonly string[],
): fc.Arbitrary<unknown> {
  const some = fc.dictionary(fc.constantFrom(...names, 'severity', '__proto__', 'id'), fc.oneof(values, nested));
  return fc.tuple(some, fc.record(always)).map(([other, fixed]) => parsed({ ...other, ...fixed }));
}

const instants = fc
  .date({ min: new Date('2001-01-01'), max: new Date('2190-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const texts = fc.string({ minLength: 1 }).filter((text) => !text.includes('\u0000'));

describe('What is read of a record is read again from what is written of its event', () => {
  test('for invocations of agents', () => {
    const duration = fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), { nil: null });
    const always = { timestamp: instants, invocation_id: texts, agent_name: values, duration_seconds: duration };
    const lines = records(always, [
      'session_id',
      'agent_type',
      'task_description',
      'state_features',
      'outcome',
      'outcome_status',
    ]);
    fc.assert(
      fc.property(lines, (line) => {
        const [event] = read(agentInvocations, line);
        if (event?.kind !== 'invocation') throw new Error('no invocation');
        expect(read(agentInvocations, parsed(invocationRecord(event)))).toEqual([event]);
      }),
    );
  });

  test('for judgements', () => {
    const lines = records({ timestamp: instants, invocation_id: texts, success: values }, [
      'session_id',
      'feedback_id',
      'feedback_source',
      'feedback_notes',
      'would_use_again',
      'alternative_agent_suggested',
    ]);
    fc.assert(
      fc.property(lines, fc.option(fc.integer({ min: 1, max: 5 }), { nil: null }), (line, rating) => {
        const [event] = read(agentInvocations, { ...(line as object), quality_rating: rating });
        if (event?.kind !== 'feedback') throw new Error('no judgement');
        expect(read(agentInvocations, parsed(feedbackRecord(event)))).toEqual([event]);
      }),
    );
  });

  test('for errors', () => {
    const names = ['error_id', 'session_id', 'repo_name', 'agent_name', 'error_message', 'context'];
    fc.assert(
      fc.property(records({ timestamp: instants, error_type: texts }, names), (line) => {
        const [event] = read(errors, line);
        expect(read(errors, parsed(errorRecord(event as EventOf<'error'>)))).toEqual([event]);
      }),
    );
  });

  test('for tool calls, but for their parameters, of which the log holds one', () => {
    const names = ['outcome', 'error', 'latency_ms', 'session_id', 'tool_use_id'];
    const params = fc.dictionary(fc.constantFrom('file_path', 'command', 'query', 'timeout'), values);
    const tools = fc.constantFrom('Read', 'Bash', 'Grep', 'mcp__wiki__get');
    fc.assert(
      fc.property(records({ timestamp: instants, tool_name: tools, params }, names), (line) => {
        const [event] = read(execution, line);
        const [back] = read(execution, parsed(callRecord(event as EventOf<'call'>)));
        expect({ ...back, input_bytes: 0 }).toEqual({ ...event, input_bytes: 0 });
      }),
    );
  });

  test('for sessions of development tools', () => {
    const names = [
      'session_id',
      'started_at',
      'timestamp',
      'ended_at',
      'status',
      'outcome',
      'success',
      'cwd',
      'branch',
    ];
    fc.assert(
      fc.property(records({}, [...names, 'duration_ms', 'duration_seconds', 'tool']), (line) => {
        const [session, run] = read(devtools, line);
        const record = sessionRecord(PATH, session as EventOf<'session'>, run as EventOf<'invocation'>);
        expect(read(devtools, parsed(record))).toEqual([session, run]);
      }),
    );
  });

  test('for rows of a usage table, their ids included, where the clock told its offset as the table does', () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => text.trim());
    const row = fc.record({
      timestamp: fc.constantFrom('2026-02-23T22:19:12+01:00', '2026-02-23T22:19:12.250+01:00'),
      model: cell,
      prompt_tokens: fc.nat().map(String),
      completion_tokens: fc.constantFrom('', '0', '3200'),
      task_success: fc.constantFrom('', 'true', 'false'),
      task_type: cell,
      duration_ms: fc.constantFrom('', '45000'),
      notes: fc.oneof(cell, fc.constantFrom('=SUM(A1)', '-1', '"a", b\nc')),
    });
    fc.assert(
      fc.property(row, (cells) => {
        const [event] = read(usage, cells);
        const written = cellsOf({ ...(event as EventOf<'answer'>), utc_offset_min: 60 }) ?? [];
        const text = `${COLUMNS.join(',')}\n${written.map(quoted).join(',')}\n`;
        expect(read(usage, parse(text, { columns: true })[0])).toEqual([event]);
      }),
    );
  });
});

describe('What other sources and programs logged comes back as far as the format goes', () => {
  const at = '2026-11-20T10:00:00.000Z';
  const told = { observers: 'sdk', agent: 'codex', session_id: 's1' } as const;

  test('An invocation without attributes gets them where its fields have no other place', () => {
    const event = {
      kind: 'invocation',
      id: 'i1',
      at,
      ...told,
      name: 'planner',
      task_type: 'plan',
      status: 'failed',
      success: false,
      duration_ms: 120_500,
      error_class: 'timeout',
      error_text: 'no answer',
    } as const;
    expect(invocationRecord(event)).toEqual({
      timestamp: at,
      session_id: 's1',
      invocation_id: 'i1',
      agent_name: 'planner',
      duration_seconds: 120.5,
      state_features: { task: { type: 'plan' } },
      outcome: { status: 'failed', error_type: 'timeout', error_message: 'no answer' },
    });
    expect(read(agentInvocations, invocationRecord(event))[0]).toMatchObject({ ...event, ...AS_LOGGED });
  });

  const AS_LOGGED = { observers: 'log', agent: 'agent-invocations' };

  test('A success without a status is told as one', () => {
    const event = { kind: 'invocation', id: 'i1', at, ...told, success: true } as const;
    expect(invocationRecord(event)['outcome']).toEqual({ status: 'success' });
  });

  test('A call that was denied is no failure', () => {
    const event = { kind: 'call', id: 'c1', at, ...told, tool: 'Bash', outcome: 'denied', target: 'rm -r x' } as const;
    expect(callRecord(event)).toMatchObject({ outcome: 'denied', params: { command: 'rm -r x' } });
  });

  test('Cached tokens count as prompt tokens, and unknown tokens make no row', () => {
    const answer = { kind: 'answer', id: 'a1', at, ...told } as const;
    expect(cellsOf({ ...answer, input_tokens: 3, cache_read_tokens: 40, cache_write_1h_tokens: 500 })?.[2]).toBe('543');
    expect(cellsOf({ ...answer, output_tokens: 7 })?.slice(2, 4)).toEqual(['', '7']);
    expect(cellsOf(answer)).toBeUndefined();
  });
});
