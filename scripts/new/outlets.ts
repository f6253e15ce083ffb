/** A new sink, which hands prompts on as JSON lines, and a new command, which greets the log. */

import type { Files } from './templates.ts';

export function sinkFiles(name: string): Files {
  return { [`src/sinks/${name}.ts`]: sinkText(name), [`test/sinks/${name}.test.ts`]: sinkTest(name) };
}

export function commandFiles(name: string): Files {
  return { [`src/cli/commands/${name}.ts`]: commandText(name), [`test/cli/${name}.test.ts`]: commandTest(name) };
}

function sinkText(name: string): string {
  return `/** Prompts as JSON lines: when, in which session, and how large. */

import type { EventOf } from '../event/schema.ts';
import type { Json } from '../sources/read.ts';
import { defineSink } from './define.ts';
import { jsonLines, withLeft } from './record.ts';

export default defineSink('${name}', {
  title: '${name}',
  summary: 'Prompts as JSON lines: timestamp, session, bytes.',
  cannotHold: 'Only events of the kind prompt.',
  name: '${name}.jsonl',
  makes: 'text',
  pieces: ({ facts }) => jsonLines(facts.events(['prompt']), (event) => (event.kind === 'prompt' ? recordOf(event) : undefined)),
});

export function recordOf(event: EventOf<'prompt'>): Json {
  return withLeft({ timestamp: event.at, session: event.session_id, bytes: event.input_bytes }, event.attributes);
}
`;
}

function sinkTest(name: string): string {
  return `/** The sink \`${name}\`: what is written of an event. */

import { expect, test } from 'vitest';
import { recordOf } from '../../src/sinks/${name}.ts';

test('What is known of a prompt is written, and what was kept aside comes back to its place', () => {
  const prompt = {
    kind: 'prompt', id: 'p1', at: '2026-01-31T12:00:00.000Z', observers: 'sdk', agent: 'codex', input_bytes: 20, attributes: { mood: 'calm' },
  } as const;
  expect(recordOf(prompt)).toEqual({ timestamp: '2026-01-31T12:00:00.000Z', bytes: 20, mood: 'calm' });
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
