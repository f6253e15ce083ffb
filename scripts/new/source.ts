/** A new source: reads prompts from JSON lines, with one golden case. */

import type { Files } from './templates.ts';

export function sourceFiles(name: string): Files {
  return {
    [`src/sources/${name}.ts`]: moduleText(name),
    [`test/sources/${name}/${name}.test.ts`]: testText(name),
    [`test/sources/${name}/prompt/input.jsonl`]: INPUT,
    [`test/sources/${name}/prompt/events.json`]: `${JSON.stringify(events(name), null, 2)}\n`,
  };
}

const INPUT = [
  '{"type":"user","id":"p1","time":"2026-01-31T12:00:00.000Z","session":"s1","text":"Fix the failing test"}',
  '{"type":"user","time":"2026-01-31T12:00:01.000Z","session":"s1","text":"No id"}',
  '{"type":"heartbeat"}',
  '',
].join('\n');

function events(name: string): unknown[] {
  const prompt = {
    kind: 'prompt',
    id: 'p1',
    at: '2026-01-31T12:00:00.000Z',
    observers: 'transcript',
    agent: name,
    session_id: 's1',
    seq: 0,
    input_bytes: 20,
  };
  return [prompt, { skip: 'no-id' }, { skip: 'unknown-type' }];
}

function moduleText(name: string): string {
  return `/** Reads the transcripts of ${name}. The words of a prompt are never kept, only their size. */

import { skip } from '../event/skip.ts';
import { defineSource, type Position, type Yielded } from './define.ts';
import { instant, object, sizeOf, text } from './read.ts';

export default defineSource('${name}', {
  title: '${name}',
  summary: 'Reads the transcripts that ${name} writes for every session.',
  version: 1,
  files: {
    roots: [{ path: '~/.${name}/sessions' }],
    match: '**/*.jsonl',
    format: 'jsonl',
    keep: { text: 256 },
  },
  parser() {
    return { read, end: () => [], state: () => null };
  },
});

function read(record: unknown, { index }: Position): readonly Yielded[] {
  const fields = object(record);
  if (fields === undefined) return [skip('not-an-object')];
  if (fields['type'] !== 'user') return [skip('unknown-type')];
  const id = text(fields['id']);
  const at = instant(fields['time']);
  if (id === undefined) return [skip('no-id')];
  if (at === undefined) return [skip('no-timestamp')];
  const session = text(fields['session']);
  return [
    {
      kind: 'prompt',
      id,
      at,
      observers: 'transcript',
      agent: '${name}',
      ...(session === undefined ? {} : { session_id: session }),
      seq: index,
      input_bytes: typeof fields['text'] === 'string' ? sizeOf(fields['text']) : 0,
    },
  ];
}
`;
}

function testText(name: string): string {
  return `/** Golden events of the source \`${name}\`, and its promise to answer whatever it is given. */

import { readFileSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSkip } from '../../../src/event/skip.ts';
import { flaw } from '../../../src/event/validate.ts';
import source from '../../../src/sources/${name}.ts';

const here = new URL('.', import.meta.url);
const cases = readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory());

test.each(cases.map(({ name }) => name))('The case "%s" gives the expected events', async (name) => {
  const lines = readFileSync(new URL(\`\${name}/input.jsonl\`, here), 'utf8').trimEnd().split('\\n');
  const parser = source.parser({ path: 'input.jsonl', state: undefined });
  const yielded = [...lines.flatMap((line, index) => parser.read(JSON.parse(line), { index })), ...parser.end()];
  expect(yielded.filter((one) => !isSkip(one) && flaw(one) !== undefined)).toEqual([]);
  await expect(\`\${JSON.stringify(yielded, null, 2)}\\n\`).toMatchFileSnapshot(\`\${name}/events.json\`);
});

test('For any JSON value the parser answers with at least one event or skip', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const parser = source.parser({ path: 'input.jsonl', state: undefined });
      return parser.read(value, { index: 0 }).length > 0;
    }),
  );
});
`;
}
