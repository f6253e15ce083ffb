import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { flaw } from '../../../src/event/validate.ts';
import copilot from '../../../src/sources/copilot.ts';
import { object } from '../../../src/sources/read.ts';
import { recordsOf } from '../../conformance/read-tree.ts';
import { merged, readAll, recordsOf as wholeRecords } from '../codex/reading.ts';

const SHARED = join(import.meta.dirname, '../../../../shared');
const FOLDERS = [join(SHARED, 'corpus/copilot'), join(SHARED, 'captures/copilot-cli-1.0.102/session-state')];
const isThere = FOLDERS.every((folder) => existsSync(folder));
if (!isThere) console.warn(`SKIPPED: the Copilot event logs are not in ${SHARED}; totals over them were not checked.`);

const files = isThere
  ? FOLDERS.flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.jsonl'))
        .map((name) => join(folder, name)),
    )
  : [];

/** Counted without any of the code under test. */
function naive(records: readonly unknown[]) {
  const sums = { input: 0, cached: 0, output: 0, calls: 0, failed: 0, nonzero: 0, prompts: 0 };
  for (const record of records) {
    const row = object(record) ?? {};
    const data = object(row['data']) ?? {};
    if (row['type'] === 'session.usage_record') {
      const usage = object(data['usage']) ?? {};
      sums.input += Number(usage['inputTokens']);
      sums.cached += Number(usage['cacheReadTokens']);
      sums.output += Number(usage['outputTokens']);
    }
    if (row['type'] === 'assistant.message') sums.output += Number(data['outputTokens'] ?? 0);
    if (row['type'] === 'tool.execution_start') sums.calls += 1;
    if (row['type'] === 'tool.execution_complete' && data['success'] === false) sums.failed += 1;
    if (/"exitCode":[1-9]/.test(JSON.stringify(row)) && row['type'] === 'tool.execution_complete') sums.nonzero += 1;
    if (row['type'] === 'user.message' && data['source'] === undefined) sums.prompts += 1;
  }
  return sums;
}

test.skipIf(!isThere)('over the event logs, tokens, calls and prompts are those of a naive count', () => {
  for (const file of files) {
    const path = file.split('/').slice(-3).join('/');
    const { events, skips } = readAll(copilot, path, { records: recordsOf(copilot, file) });
    expect(events.map(flaw).filter((problem) => problem !== undefined)).toEqual([]);
    expect(skips['unknown-type'] ?? 0, file).toBe(0);
    const all = merged(events);
    const of = (kind: string) => all.filter((event) => event['kind'] === kind);
    const sum = (name: string): number => of('answer').reduce((total, answer) => total + Number(answer[name] ?? 0), 0);
    const expected = naive(wholeRecords(file));
    const found = {
      input: sum('input_tokens') + sum('cache_read_tokens') + sum('cache_write_5m_tokens'),
      cached: sum('cache_read_tokens'),
      output: sum('output_tokens'),
      calls: of('call').length,
      failed: of('call').filter((call) => call['outcome'] === 'tool_error').length,
      nonzero: of('call').filter((call) => call['outcome'] === 'command_nonzero').length,
      prompts: of('prompt').length,
    };
    expect(found, file).toEqual(expected);
    // Unknown is absent, never zero.
    if (expected.input === 0) expect(of('answer').some((answer) => answer['input_tokens'] !== undefined)).toBe(false);
  }
});
