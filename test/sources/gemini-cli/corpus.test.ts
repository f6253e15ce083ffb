import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { flaw } from '../../../src/event/validate.ts';
import geminiCli from '../../../src/sources/gemini-cli.ts';
import { readHook } from '../../../src/sources/gemini-cli/hook.ts';
import { object, text } from '../../../src/sources/read.ts';
import { readFileSync } from 'node:fs';
import { isSkip } from '../../../src/event/skip.ts';
import { recordsOf } from '../../conformance/read-tree.ts';
import { merged, readAll, recordsOf as wholeRecords } from '../codex/reading.ts';

const CAPTURES = join(import.meta.dirname, '../../../../shared/captures/gemini-cli-0.61.0');
const isThere = existsSync(CAPTURES);
if (!isThere) console.warn(`SKIPPED: the captured Gemini chats are not in ${CAPTURES}; they were not checked.`);

/** Counted without any of the code under test: the last writing of each message. */
function naive(records: readonly unknown[]): { tokens: number; calls: number; nonzero: number; errors: number } {
  const last = new Map<string, Readonly<Record<string, unknown>>>();
  for (const record of records) {
    const message = object(record) ?? {};
    if (message['type'] === 'gemini') last.set(String(message['id']), message);
  }
  const messages = [...last.values()];
  const calls = messages.flatMap((message) => (Array.isArray(message['toolCalls']) ? message['toolCalls'] : []));
  return {
    tokens: messages.reduce((sum, message) => sum + Number(object(message['tokens'])?.['total'] ?? 0), 0),
    calls: calls.length,
    nonzero: calls.filter((call) => /\\nExit Code: [1-9]/.test(JSON.stringify(call))).length,
    errors: calls.filter((call) => object(call)?.['status'] === 'error').length,
  };
}

test.skipIf(!isThere)('over the captured chats, tokens and calls are those of a naive count', () => {
  for (const name of readdirSync(join(CAPTURES, 'chats'))) {
    const file = join(CAPTURES, 'chats', name);
    const { events, skips } = readAll(geminiCli, `proj/chats/${name}`, { records: recordsOf(geminiCli, file) });
    expect(events.map(flaw).filter((problem) => problem !== undefined)).toEqual([]);
    expect(Object.keys(skips).sort()).toEqual(['not-telemetry', 'part-of-event']);
    const all = merged(events);
    const calls = all.filter((event) => event['kind'] === 'call');
    const parts = ['input_tokens', 'cache_read_tokens', 'output_tokens'];
    const tokens = all
      .filter((event) => event['kind'] === 'answer')
      .reduce((sum, answer) => sum + parts.reduce((part, field) => part + Number(answer[field] ?? 0), 0), 0);
    expect({
      tokens,
      calls: calls.length,
      nonzero: calls.filter((call) => call['outcome'] === 'command_nonzero').length,
      errors: calls.filter((call) => call['outcome'] === 'tool_error').length,
    }).toEqual(naive(wholeRecords(file)));
  }
});

test.skipIf(!isThere)('captured hook payloads give the session and nothing that could be counted twice', () => {
  const folder = join(CAPTURES, 'hooks');
  const yielded = readdirSync(folder).flatMap((name) =>
    readHook(JSON.parse(readFileSync(join(folder, name), 'utf8')), '2026-11-20T08:10:00.000Z'),
  );
  const events = yielded.flatMap((one) => (isSkip(one) ? [] : [one]));
  expect(events.map(flaw).filter((problem) => problem !== undefined)).toEqual([]);
  expect(new Set(events.map(({ kind }) => kind))).toEqual(new Set(['session']));
  expect(new Set(events.map(({ id }) => text(id))).size).toBe(1);
  expect(yielded.some((one) => isSkip(one) && one.skip === 'unknown-type')).toBe(false);
});
