/** Texts that the engine writes are what JavaScript would write, whatever they hold. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { places } from '../../src/config/home.ts';
import type { Event } from '../../src/event/schema.ts';
import { isEvent } from '../../src/event/validate.ts';
import type { RedactedEvent } from '../../src/redaction/redacted.ts';
import { csvLines } from '../../src/report/csv.ts';
import csv from '../../src/sinks/csv.ts';
import type { TextSink } from '../../src/sinks/define.ts';
import { openFacts, type OpenFacts } from '../../src/sinks/facts.ts';
import jsonl from '../../src/sinks/jsonl.ts';
import { openLog, toLine } from '../../src/store/append.ts';
import { FIELD_NAMES } from '../../src/store/columns.ts';
import { readEvents } from '../../src/store/read.ts';
import { anyEvent } from '../event/any-event.ts';

const home = mkdtempSync(join(tmpdir(), 'hindcast-texts-'));
const NASTY = [
  '=SUM(A1)',
  '-1',
  '@x',
  '\tx',
  '\r\nx',
  '\u0000=x',
  '\u0085+x',
  'a,b',
  'say "x"',
  ' x ',
  "'=x",
  '€ 𝄞\\',
  'a\u2028b',
  '',
];
/** In JSON every writer spells these alike. */
const nasty = fc.constantFrom(...NASTY);
const texts = fc.oneof(nasty, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
let facts: OpenFacts;

beforeAll(async () => {
  const events = fc.sample(fc.tuple(anyEvent, texts, nasty), 300).flatMap(([event, task, notes], index) => {
    const own = {
      ...event,
      v: 2,
      id: `e${index}`,
      at: '2026-01-31T12:00:00.000Z',
      agent: task || 'a',
      attributes: { notes },
    };
    return isEvent(own) ? [own as Event as RedactedEvent] : [];
  });
  expect(events.length).toBe(300);
  const log = openLog(places(home), 'machine1');
  log.append('2026-01-31', events.map(toLine));
  log.close();
  facts = await openFacts(places(home), {});
});
afterAll(() => {
  facts.close();
  rmSync(home, { recursive: true, force: true });
});

async function written(sink: TextSink): Promise<string> {
  const given = {
    facts: facts.facts(() => undefined),
    options: { kind: null },
    now: new Date(),
    leaveOut: () => undefined,
  };
  let text = '';
  for await (const piece of sink.pieces(given)) text += piece;
  return text;
}

async function logged(): Promise<Record<string, unknown>[]> {
  const events: Record<string, unknown>[] = [];
  for await (const event of readEvents(places(home))) events.push(event);
  return events;
}

test('JSON lines are the events of the log', async () => {
  const lines = (await written(jsonl)).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(await logged());
});

test('A row of the CSV file is that of a report', async () => {
  const rows = (await logged()).map((event) => FIELD_NAMES.map((name) => cellOf(event[name])));
  expect(await written(csv)).toBe(csvLines(FIELD_NAMES, rows));
});

function cellOf(value: unknown): string | number | boolean | null {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return value === undefined ? null : JSON.stringify(value);
}
