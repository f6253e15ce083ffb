/** A new sink, which hands events on as JSON lines, and a new command, which greets the log. */

import type { Files } from './templates.ts';

export function sinkFiles(name: string): Files {
  return { [`src/sinks/${name}.ts`]: sinkText(name), [`test/sinks/${name}.test.ts`]: sinkTest(name) };
}

export function commandFiles(name: string): Files {
  return { [`src/cli/commands/${name}.ts`]: commandText(name), [`test/cli/${name}.test.ts`]: commandTest(name) };
}

function sinkText(name: string): string {
  return `/** Hands events on to ${name}. Writing a batch again changes nothing, because a line is told by the kind and id of its event. */

import { appendFile, readFile } from 'node:fs/promises';
import { AppError } from '../errors.ts';
import { object } from '../sources/read.ts';
import { defineSink } from './define.ts';

export default defineSink('${name}', {
  title: '${name}',
  summary: 'Hands events on to ${name}.',
  takes: 'events',
  options: { file: { type: 'text', default: null, help: 'File that takes the events, as JSON lines.' } },
  async open({ file }) {
    if (typeof file !== 'string') {
      throw new AppError('usage/missing-argument', 'The sink ${name} needs a file.', { hint: 'Name one: --file events.jsonl' });
    }
    const written = await keysIn(file);
    return {
      async write(batch) {
        const fresh = batch.filter((event) => !written.has(keyOf(event)));
        await appendFile(file, fresh.map((event) => \`\${JSON.stringify(event)}\\n\`).join(''));
        for (const event of fresh) written.add(keyOf(event));
      },
      async close() {},
    };
  },
});

async function keysIn(file: string): Promise<Set<string>> {
  const text = await readFile(file, 'utf8').catch((cause: { code?: string }) => {
    if (cause.code === 'ENOENT') return '';
    throw new AppError('output/not-writable', \`\${file} cannot be read.\`, { cause });
  });
  const events = text.split('\\n').filter((line) => line !== '');
  return new Set(events.map((line) => keyOf(object(JSON.parse(line)) ?? {})));
}

function keyOf(event: { readonly kind?: unknown; readonly id?: unknown }): string {
  return \`\${String(event.kind)}/\${String(event.id)}\`;
}
`;
}

function sinkTest(name: string): string {
  return `/** The sink \`${name}\` keeps the promise of every sink: the same batch twice is the same as once. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { isSkip } from '../../src/event/skip.ts';
import { makeRedactor } from '../../src/redaction/redact.ts';
import sink from '../../src/sinks/${name}.ts';

const folder = mkdtempSync(join(tmpdir(), 'hindcast-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const prompt = makeRedactor({}).redactEvent({
  kind: 'prompt', id: 'p1', at: '2026-01-31T12:00:00.000Z', observers: 'sdk', agent: 'codex', input_bytes: 20,
});

test('A batch that is written again doubles nothing, also after the sink was opened again', async () => {
  if (isSkip(prompt)) throw new Error('redaction failed');
  const file = join(folder, 'events.jsonl');
  for (const _round of [1, 2]) {
    const open = await sink.open({ file });
    await open.write([prompt]);
    await open.write([prompt]);
    await open.close();
  }
  expect(readFileSync(file, 'utf8').trimEnd().split('\\n').map((line) => JSON.parse(line))).toEqual([prompt]);
});
`;
}

function commandText(name: string): string {
  return `/** \`hindcast ${name}\`: says where the log lies. It reads nothing and changes nothing. */

import { defineCommand } from '../define.ts';

export default defineCommand('${name}', {
  summary: 'Says where the log lies.',
  flags: { json: { type: 'boolean', help: 'Prints JSON.' } },
  examples: [{ line: 'hindcast ${name}', does: 'Prints the folder of the log.' }],
  async run(parsed, { out, places }) {
    out.write(parsed.is('json') ? \`\${JSON.stringify({ log: places.log })}\\n\` : \`\${places.log}\\n\`);
    return 0;
  },
});
`;
}

function commandTest(name: string): string {
  return `/** What \`hindcast ${name}\` prints. */

import { afterAll, expect, test } from 'vitest';
import { openWorld } from './world.ts';

const world = openWorld();
afterAll(() => world.remove());

test('The folder of the log is printed as text and as JSON', async () => {
  const variables = { HINDCAST_HOME: '/data' };
  expect(await world.run(['${name}'], { variables })).toEqual({ status: 0, out: '/data/log\\n', err: '' });
  const { out } = await world.run(['${name}', '--json'], { variables });
  expect(JSON.parse(out)).toEqual({ log: '/data/log' });
});
`;
}
