/** Records of other telemetry systems: each document's own example, and what is wrong in a line. */

import fc from 'fast-check';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isSkip } from '../../../src/event/skip.ts';
import { flaw } from '../../../src/event/validate.ts';
import agentInvocations from '../../../src/sources/agent-invocations.ts';
import ccusage from '../../../src/sources/ccusage.ts';
import type { Source } from '../../../src/sources/define.ts';
import devtools from '../../../src/sources/devtools-telemetry.ts';
import errorTelemetry from '../../../src/sources/error-telemetry.ts';
import execution from '../../../src/sources/execution-telemetry.ts';
import { recordsOf } from '../../conformance/read-tree.ts';
import { merged, readAll } from '../codex/reading.ts';

const CASES: readonly { readonly source: Source; readonly path: string; readonly input?: string }[] = [
  { source: agentInvocations, path: 'agent_invocations.jsonl' },
  { source: ccusage, path: 'ccusage.json' },
  { source: errorTelemetry, path: 'errors.jsonl' },
  { source: execution, path: 'execution-telemetry.jsonl' },
  { source: devtools, path: 'code-reviewer/sessions/2025-11-20T101500Z-ab12/session.json' },
  { source: devtools, path: 'linter/sessions/20251120-101500-cd34/session.json', input: 'from-folder' },
];

describe.each(CASES)('$source.id from $path', ({ source, path, input = 'input' }) => {
  const folder = join(import.meta.dirname, source.id);
  const records = recordsOf(source, join(folder, `${input}.jsonl`));
  const whole = readAll(source, path, { records });

  test('gives the events that are written down', async () => {
    await expect(goldenOf(whole.events, whole.skips)).toMatchFileSnapshot(
      join(folder, input === 'input' ? 'events.json' : `${input}.json`),
    );
  });

  test('gives events that keep the contract', () => {
    expect(whole.events.map(flaw).filter((problem) => problem !== undefined)).toEqual([]);
  });

  test('gives the same wherever the import is broken off, and when it is read again', () => {
    for (let cut = 1; cut < records.length; cut++)
      expect(merged(readAll(source, path, { records, cuts: [cut] }).events)).toEqual(merged(whole.events));
    expect(readAll(source, path, { records }).events).toEqual(whole.events);
  });

  test('answers any JSON value with an event or a skip', () => {
    const names = records.flatMap((record) =>
      typeof record === 'object' && record !== null ? Object.keys(record) : [],
    );
    const row = fc.dictionary(
      fc.constantFrom(...names),
      fc.oneof(fc.jsonValue(), fc.constantFrom('2025-10-16T14:30:00Z', 'success', 3)),
    );
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), row), (record) => {
        const yielded = source.parser({ path, state: undefined }).read(record, { index: 0 });
        expect(yielded.length).toBeGreaterThan(0);
        for (const one of yielded) if (!isSkip(one)) expect(flaw(one)).toBeUndefined();
      }),
    );
  });
});

test('An invocation that is updated is one invocation, and what has no field of its own is kept', () => {
  const { events } = readAll(agentInvocations, 'x.jsonl', {
    records: recordsOf(agentInvocations, join(import.meta.dirname, 'agent-invocations/input.jsonl')),
  });
  const [first, second] = events.filter(({ kind }) => kind === 'invocation');
  expect(first?.id).toBe(second?.id);
  expect(second).toMatchObject({
    status: 'success',
    success: true,
    duration_ms: 120_500,
    task_type: 'feature_development',
  });
  expect(second).toMatchObject({ attributes: { outcome: { files_modified: ['src/Settings.tsx'] } } });
});

function goldenOf(events: readonly unknown[], skips: unknown): string {
  return `{\n"skips": ${JSON.stringify(skips)},\n"events": [\n${events.map((event) => JSON.stringify(event)).join(',\n')}\n]}\n`;
}
