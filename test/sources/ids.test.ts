import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isSkip } from '../../src/event/skip.ts';
import { makeRedactor } from '../../src/redaction/redact.ts';
import { idWithin } from '../../src/sources/codex/ids.ts';
import copilot from '../../src/sources/copilot.ts';
import geminiCli from '../../src/sources/gemini-cli.ts';
import opencode from '../../src/sources/opencode.ts';
import { readAll, recordsOf } from './codex/reading.ts';

const NAMES = ['id', 'session_id', 'subagent_id', 'request_id', 'tool', 'model'] as const;
const redactor = makeRedactor({});

test.each([
  [copilot, 'session-state/c0b1107a-0000-4000-8000-000000000001/events.jsonl'],
  [geminiCli, 'kettle/chats/x.jsonl'],
  [opencode, 'opencode.db'],
])('redaction leaves the ids of $id as they are, so that different things stay different', (source, path) => {
  const folder = join(import.meta.dirname, source.id);
  const cases = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const events = cases.flatMap(
    ({ name }) => readAll(source, path, { records: recordsOf(join(folder, name, 'input.jsonl')) }).events,
  );
  expect(events.length).toBeGreaterThan(10);
  for (const event of events) {
    const redacted = redactor.redactEvent(event);
    if (isSkip(redacted)) throw new Error(`${event.kind} ${event.id} was dropped`);
    for (const name of NAMES) expect(Reflect.get(redacted, name)).toEqual(Reflect.get(event, name));
  }
});

test('an id that looks like a token keeps what tells it from another', () => {
  const ids = ['custom_call_6FH0mDeTyw2ZNw1KdCkwgHDS', 'custom_call_wxiDirTi72ku6DgjV1gltG3z'].map((id) =>
    idWithin('s', id),
  );
  const kept = ids.map((id) => {
    const redacted = redactor.redactEvent({
      kind: 'call',
      id,
      at: '2026-05-01T09:00:00.000Z',
      observers: 'transcript',
      agent: 'copilot',
    });
    return isSkip(redacted) ? redacted.skip : redacted.id;
  });
  expect(kept).toEqual(ids);
});
