import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import geminiCli from '../../../src/sources/gemini-cli.ts';
import { readHook } from '../../../src/sources/gemini-cli/hook.ts';
import { recordsOf } from '../../conformance/read-tree.ts';
import { answersAll, mutated } from '../answers.ts';
import { runs } from '../../runs.ts';

const records = ['chat', 'subagent', 'old-document', 'rewritten'].flatMap((name) =>
  recordsOf(geminiCli, join(import.meta.dirname, name, 'input.jsonl')),
);
const check = (given: readonly unknown[]): void => answersAll(geminiCli, 'kettle/chats/x.jsonl', given);

test('any JSON value is answered with an event or a skip, and never thrown at', () => {
  fc.assert(fc.property(fc.array(fc.jsonValue(), { maxLength: 8 }), check), { numRuns: runs(300) });
});

test('known records with one value exchanged for another are answered', () => {
  fc.assert(fc.property(fc.array(mutated(records), { minLength: 1, maxLength: 12 }), check), { numRuns: runs(500) });
});

test('messages with any fields are answered', () => {
  const key = fc.constantFrom('content', 'tokens', 'toolCalls', 'model', 'result', 'args', 'status', '__proto__');
  const call = fc.dictionary(key, fc.oneof(fc.jsonValue(), fc.constantFrom('success', 'error', 'cancelled')));
  const message = fc.record({
    id: fc.constantFrom('a', 'b'),
    timestamp: fc.constant('2026-05-01T09:00:00.000Z'),
    type: fc.constantFrom('user', 'gemini', 'info', 'else'),
    content: fc.jsonValue(),
    tokens: fc.jsonValue(),
    toolCalls: fc.oneof(fc.jsonValue(), fc.array(call.map((one) => ({ id: 'c', name: 'run_shell_command', ...one })))),
  });
  fc.assert(fc.property(fc.array(message, { maxLength: 6 }), check), { numRuns: runs(300) });
});

test('the kept state holds no text of a prompt, a command or a result, and stays small', () => {
  const parser = geminiCli.parser({ path: 'kettle/chats/x.jsonl', state: undefined });
  for (const [index, record] of records.entries()) {
    parser.read(record, { index });
    expect(JSON.stringify(parser.state())).not.toMatch(/Boil|make|water|heiß|steam|curl|Shut/);
  }
  const at = '2026-05-01T09:00:00.000Z';
  for (let index = 0; index < 2_000; index++) {
    parser.read({ id: `22222222-0000-4000-8000-${index}`, timestamp: at, type: 'gemini', content: '' }, { index });
  }
  expect(JSON.stringify(parser.state()).length).toBeLessThan(20_000);
});

test('a hook payload of any shape is answered', () => {
  const event = fc.constantFrom('SessionStart', 'SessionEnd', 'AfterAgent', 'AfterTool', 'PreCompress', 'New');
  const payload = fc.oneof(
    fc.jsonValue(),
    fc.record({ session_id: fc.jsonValue(), hook_event_name: event, timestamp: fc.jsonValue(), cwd: fc.jsonValue() }),
  );
  fc.assert(
    fc.property(payload, (given) => {
      expect(readHook(given, '2026-05-01T09:00:00.000Z').length).toBeGreaterThan(0);
    }),
  );
});
