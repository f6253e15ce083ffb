import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { flaw } from '../../../src/event/validate.ts';
import codex from '../../../src/sources/codex.ts';
import { object, text } from '../../../src/sources/read.ts';
import { merged, readAll, recordsOf } from './reading.ts';

const SHARED = join(import.meta.dirname, '../../../../shared');
const FOLDERS = [join(SHARED, 'corpus/codex/sessions'), join(SHARED, 'captures/codex-0.169.0/sessions')];
const isThere = FOLDERS.every((folder) => existsSync(folder));
if (!isThere)
  console.warn(`SKIPPED: the public Codex rollouts are not in ${SHARED}; totals over them were not checked.`);

const files = isThere
  ? FOLDERS.flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.jsonl'))
        .map((name) => join(folder, name)),
    )
  : [];

/** Counted without any of the code under test: the greatest total of tokens, and the distinct ids of requests. */
function naive(records: readonly unknown[]): { tokens: number; calls: number; nonzero: number } {
  let tokens = 0;
  const calls = new Set<string>();
  const nonzero = new Set<string>();
  for (const record of records) {
    const payload = object(object(record)?.['payload']) ?? {};
    const total = object(object(payload['info'])?.['total_token_usage'])?.['total_tokens'];
    if (typeof total === 'number') tokens = Math.max(tokens, total);
    const type = text(payload['type']) ?? '';
    const id = text(payload['call_id']) ?? '';
    if (type === 'function_call' || type === 'custom_tool_call' || type === 'web_search_end') calls.add(id);
    if (type === 'exec_command_end' && payload['exit_code'] !== 0) nonzero.add(id);
    if (
      type.endsWith('_call_output') &&
      /^Process exited with code [1-9]/m.test(String(payload['output']).split('\nOutput:')[0] ?? '')
    )
      nonzero.add(id);
  }
  return { tokens, calls: calls.size, nonzero: nonzero.size };
}

test.skipIf(!isThere)('over the public rollouts, tokens and calls are those of a naive count', () => {
  const sums = { files: files.length, tokens: 0, calls: 0, nonzero: 0, answers: 0 };
  for (const file of files) {
    const records = recordsOf(file);
    const { events, skips } = readAll(codex, file, { records });
    expect(events.map(flaw).filter((problem) => problem !== undefined)).toEqual([]);
    expect(skips['unknown-type'] ?? 0, file).toBe(0);
    const all = merged(events);
    const answers = all.filter((event) => event['kind'] === 'answer');
    const calls = all.filter((event) => event['kind'] === 'call');
    const expected = naive(records);
    const parts = ['input_tokens', 'cache_read_tokens', 'cache_write_5m_tokens', 'output_tokens'];
    const tokens = answers.reduce(
      (sum, answer) => sum + parts.reduce((part, name) => part + Number(answer[name] ?? 0), 0),
      0,
    );
    const nonzero = calls.filter(
      (call) => call['outcome'] === 'command_nonzero' && call['tool'] === 'exec_command',
    ).length;
    // A status seen in the output of `write_stdin` is that of the command it polls, which the client reports as well.
    expect({ tokens, calls: calls.length, nonzero }, file).toEqual(expected);
    sums.tokens += tokens;
    sums.calls += calls.length;
    sums.nonzero += nonzero;
    sums.answers += answers.length;
  }
  console.info(`codex rollouts: ${JSON.stringify(sums)}`);
});
