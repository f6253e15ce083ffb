/** Recording live: what is acknowledged is on the disk, redacted, and nothing that goes wrong reaches the caller as an exception. */

import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Places } from '../src/config/home.ts';
import { openRecorder, type RecorderOptions } from '../src/record.ts';
import { sources } from '../src/sources/index.ts';
import claudeCode from '../src/sources/claude-code.ts';
import { machineId } from '../src/store/machine.ts';
import { segmentPath } from '../src/store/segment.ts';
import { environmentOf } from './config/environment.ts';
import { temporaryHome } from './store/events.ts';

const NOW = new Date('2026-05-04T10:00:00.000Z');

function recorderIn(places: Places, more: Partial<RecorderOptions> = {}) {
  return openRecorder({ places, redaction: {}, environment: environmentOf({}), now: () => NOW, ...more });
}

function payload(id: string, command = 'npm test'): unknown {
  return {
    hook_event_name: 'PostToolUse',
    session_id: 'session-1',
    cwd: '/work/app',
    tool_name: 'Bash',
    tool_use_id: id,
    tool_input: { command },
    tool_response: { stdout: 'fine', stderr: '', interrupted: false },
    duration_ms: 250,
  };
}

function fileOf(places: Places, day = '2026-05-04'): string {
  return segmentPath(places, { day, machine: machineId(places), format: 'ndjson' });
}

function linesOf(path: string): Record<string, unknown>[] {
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

function failuresIn(places: Places): unknown[] {
  return existsSync(places.hookErrors) ? linesOf(places.hookErrors) : [];
}

test("A payload is a line of today's file when record returns", () => {
  const places = temporaryHome();
  expect(recorderIn(places).record(claudeCode, payload('toolu_1'))).toEqual({ written: 1, skips: {} });
  expect(linesOf(fileOf(places))).toMatchObject([
    { kind: 'call', id: 'toolu_1', at: '2026-05-04T09:59:59.750Z', observers: 'hook', outcome: 'ok', duration_ms: 250 },
  ]);
});

test('What is written has been redacted', () => {
  const places = temporaryHome();
  const secret = `ghp_${'A1b2C3d4'.repeat(5)}`.slice(0, 40);
  recorderIn(places).record(claudeCode, payload('toolu_1', `curl -H "Authorization: token ${secret}" x`));
  const text = readFileSync(fileOf(places), 'utf8');
  expect(text).toContain('toolu_1');
  expect(text).not.toContain(secret);
});

test('Preparing writes no event, and what follows is recorded', () => {
  const places = temporaryHome();
  const recorder = recorderIn(places);
  recorder.prepare();
  expect(existsSync(fileOf(places))).toBe(false);
  recorder.record(claudeCode, payload('toolu_1'));
  expect(linesOf(fileOf(places))).toHaveLength(1);
});

test.each([{ HINDCAST_DISABLED: '1' }, { DO_NOT_TRACK: '1' }, { TELEMETRY_ENABLED: 'false' }])(
  'With %j nothing is recorded, and no folder is made',
  (variables: Record<string, string>) => {
    const places = temporaryHome();
    rmSync(places.home, { recursive: true });
    const recorder = recorderIn(places, { environment: environmentOf(variables) });
    recorder.prepare();
    expect(recorder.on).toBe(false);
    expect(recorder.record(claudeCode, payload('toolu_1'))).toEqual({ written: 0, skips: {} });
    expect(existsSync(places.home)).toBe(false);
  },
);

test('A setting of a file switches it off as well', () => {
  const places = temporaryHome();
  expect(recorderIn(places, { off: true }).record(claudeCode, payload('toolu_1')).written).toBe(0);
  expect(existsSync(places.log)).toBe(false);
});

test('Events of two days that somebody else has translated go to the files of both', () => {
  const places = temporaryHome();
  const event = { kind: 'call', observers: 'otel', agent: 'codex' } as const;
  const yielded = [
    { ...event, id: 'a', at: '2026-05-03T23:59:59.999Z' },
    { ...event, id: 'b', at: '2026-05-04T00:00:00.000Z' },
    { skip: 'no-id' } as const,
  ];
  expect(recorderIn(places).keep(yielded, 'otlp')).toEqual({ written: 2, skips: { 'no-id': 1 } });
  expect(linesOf(fileOf(places, '2026-05-03'))).toMatchObject([{ id: 'a' }]);
  expect(linesOf(fileOf(places))).toMatchObject([{ id: 'b' }]);
});

test('A clock that jumps back writes to the day that it shows', () => {
  const places = temporaryHome();
  let now = NOW;
  const recorder = recorderIn(places, { now: () => now });
  recorder.record(claudeCode, payload('toolu_1'));
  now = new Date('2026-05-01T10:00:00.000Z');
  recorder.record(claudeCode, payload('toolu_2'));
  expect(linesOf(fileOf(places, '2026-05-01'))).toMatchObject([{ id: 'toolu_2' }]);
});

test('A home that cannot be made is told and not thrown, and works as soon as it can', () => {
  const places = temporaryHome();
  rmSync(places.home, { recursive: true });
  writeFileSync(places.home, 'a file where the folder should be');
  const recorder = recorderIn(places);
  recorder.prepare();
  expect(recorder.record(claudeCode, payload('toolu_1'))).toMatchObject({ written: 0, failure: expect.any(String) });
  rmSync(places.home);
  expect(recorder.record(claudeCode, payload('toolu_2'))).toEqual({ written: 1, skips: {} });
});

test.skipIf(!existsSync('/dev/full'))('A full disk is told and noted, without a word of the payload', () => {
  const places = temporaryHome();
  const file = fileOf(places);
  mkdirSync(dirname(file), { recursive: true });
  symlinkSync('/dev/full', file);
  expect(recorderIn(places).record(claudeCode, payload('toolu_1', 'echo private'))).toMatchObject({
    written: 0,
    failure: 'store/disk-full',
  });
  expect(failuresIn(places)).toEqual([{ at: NOW.toISOString(), source: 'claude-code', failure: 'store/disk-full' }]);
});

test('A log from which older days were removed takes nothing in from before', () => {
  const places = temporaryHome();
  writeFileSync(join(places.home, 'pruned.json'), '{"before":"2026-05-05"}');
  expect(recorderIn(places).record(claudeCode, payload('toolu_1'))).toEqual({ written: 0, skips: { pruned: 1 } });
});

test('A source without hooks says so', () => {
  const places = temporaryHome();
  expect(recorderIn(places).record({ id: 'usage-csv' }, payload('toolu_1')).skips).toEqual({ 'unknown-type': 1 });
});

test.each(sources.filter(({ hook }) => hook !== undefined).map((source) => [source.id, source] as const))(
  'Whatever payload %s is handed, it is answered, and nothing is a failure',
  (_id, source) => {
    const recorder = recorderIn(temporaryHome());
    const names = ['PostToolUse', 'PostToolBatch', 'PostToolUseFailure', 'Stop', 'UserPromptSubmit', 'AfterAgent'];
    const like = fc.record(
      {
        hook_event_name: fc.constantFrom(...names),
        session_id: fc.jsonValue(),
        tool_use_id: fc.oneof(fc.string(), fc.jsonValue()),
        tool_name: fc.jsonValue(),
        tool_input: fc.oneof(fc.json(), fc.jsonValue()),
        tool_response: fc.jsonValue(),
        tool_calls: fc.oneof(fc.json(), fc.array(fc.jsonValue())),
        duration_ms: fc.oneof(fc.double(), fc.string()),
        prompt: fc.jsonValue(),
      },
      { requiredKeys: ['hook_event_name'] },
    );
    fc.assert(
      fc.property(fc.oneof(like, fc.jsonValue()), (any) => {
        const { written, skips, failure } = recorder.record(source, any);
        expect(failure).toBeUndefined();
        expect(skips['invalid-event']).toBeUndefined();
        expect(written + Object.values(skips).length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  },
);
