/**
 * A made-up but lifelike log, the same for the same seed: sessions of about 110 events over 90 days, with ids, paths, commands and
 * sizes as agents produce them. `node scripts/run.mjs bench/events.ts --out DIR --calls 100000` writes it as a log folder.
 */

import { parseArgs } from 'node:util';
import type { EventOf } from '../src/event/schema.ts';
import { places } from '../src/config/home.ts';
import type { RedactedEvent } from '../src/redaction/redacted.ts';
import { openLog, toLine, type Line } from '../src/store/append.ts';
import { machineId } from '../src/store/machine.ts';
import { dayOf } from '../src/store/segment.ts';
import { BASE62, HEX, makeRandom, type Random } from './random.ts';
import { callOf, makeProject, type Project } from './calls.ts';

export type EventsOptions = {
  readonly calls: number;
  readonly seed?: number;
  /** Days over which the sessions are spread. */
  readonly days?: number;
  /** First day, UTC. */
  readonly from?: string;
};

type Made = EventOf<'call'> | EventOf<'answer'> | EventOf<'session'> | EventOf<'prompt'>;

/** Events in the order in which an import meets them: session by session, each in the order of its file. */
export function* makeEvents(options: EventsOptions): Generator<RedactedEvent> {
  const random = makeRandom(options.seed ?? 1);
  const start = Date.parse(`${options.from ?? '2026-08-01'}T00:00:00Z`);
  const days = options.days ?? 90;
  const projects = Array.from({ length: 12 }, () => makeProject(random));
  let left = options.calls;
  const sessions = Math.max(1, Math.round(options.calls / 55));
  for (let index = 0; left > 0; index++) {
    const day = Math.min(days - 1, Math.floor((index / sessions) * days));
    const at = start + day * 86_400_000 + 7 * 3_600_000 + Math.floor(random.next() * 11 * 3_600_000);
    const project = random.skewed(projects);
    const calls = Math.min(left, 1 + Math.floor(random.size(26) * 0.9));
    for (const event of makeSession(random, { at, project, calls })) yield marked(event);
    left -= calls;
  }
}

function* makeSession(random: Random, plan: { at: number; project: Project; calls: number }): Generator<Made> {
  const session = [8, 4, 4, 4, 12].map((length) => random.text(HEX, length)).join('-');
  const opened = new Date(plan.at).toISOString();
  const model = random.skewed(['claude-opus-4-5-20251101', 'claude-sonnet-4-5-20250929', 'claude-haiku-4-5-20251001']);
  const shared = {
    v: 2,
    utc_offset_min: 120,
    observers: 'transcript',
    agent: 'claude-code',
    agent_version: `2.0.${40 + (Math.floor(plan.at / 864e6) % 20)}`,
    session_id: session,
    session_at: opened,
    repo: plan.project.repo,
    branch: random.skewed(plan.project.branches),
    machine: '0f1e2d3c',
  };
  let now = plan.at;
  let seq = 0;
  let turn = 0;
  let context = 18_000 + Math.floor(random.next() * 9000);
  yield {
    ...shared,
    kind: 'session',
    id: session,
    at: opened,
    seq,
    cwd: plan.project.folder,
    ended_at: new Date(now + plan.calls * 9000).toISOString(),
  };
  for (let call = 0; call < plan.calls;) {
    if (random.next() < 0.08 || call === 0) {
      now += random.size(30_000);
      yield {
        ...shared,
        kind: 'prompt',
        id: `${session}:${(seq += 1)}`,
        at: new Date(now).toISOString(),
        seq,
        input_bytes: random.size(180),
      };
    }
    now += 900 + random.size(4000);
    turn += 1;
    const written = 200 + random.size(900);
    const output = 3 + random.size(220);
    yield {
      ...shared,
      kind: 'answer',
      id: `msg_01${random.text(BASE62, 22)}`,
      at: new Date(now).toISOString(),
      seq: (seq += 1),
      turn,
      model,
      request_id: `req_011CV${random.text(BASE62, 19)}`,
      input_tokens: 1 + Math.floor(random.next() * 9),
      cache_read_tokens: context,
      cache_write_5m_tokens: written,
      output_tokens: output,
      output_is_final: true,
      output_bytes: output * 3,
      stop_reason: 'tool_use',
      service_tier: 'standard',
    };
    context += written;
    const together = random.next() < 0.15 ? 2 + Math.floor(random.next() * 2) : 1;
    for (let each = 0; each < together && call < plan.calls; each++, call++) {
      const elapsed = 12 + random.size(400);
      yield {
        ...shared,
        kind: 'call',
        id: `toolu_01${random.text(BASE62, 22)}`,
        at: new Date(now).toISOString(),
        seq: (seq += 1),
        turn,
        model,
        ...callOf(random, plan.project),
        elapsed_ms: elapsed,
      };
      now += elapsed;
    }
    seq += together;
  }
}

/** The generator's texts hold nothing to redact, which is what the brand says. */
function marked(event: Made): RedactedEvent {
  if (isMarked(event)) return event;
  throw new Error('not an event');
}

function isMarked(event: Made): event is Made & RedactedEvent {
  return event.id !== '';
}

/** Appends the events to a log in batches as an import does; returns how many there were. */
export function writeEvents(home: string, options: EventsOptions): number {
  const there = places(home);
  const log = openLog(there, machineId(there));
  const byDay = new Map<string, Line[]>();
  let events = 0;
  const flush = (day: string, lines: Line[]) => {
    log.append(day, lines);
    byDay.delete(day);
  };
  for (const event of makeEvents(options)) {
    events += 1;
    const day = dayOf(event.at);
    const lines = byDay.get(day) ?? [];
    byDay.set(day, lines);
    if (lines.push(toLine(event)) >= 1000) flush(day, lines);
  }
  for (const [day, lines] of byDay) flush(day, lines);
  log.close();
  return events;
}

const { values } = parseArgs({
  options: { out: { type: 'string' }, calls: { type: 'string' }, days: { type: 'string' }, seed: { type: 'string' } },
  strict: false,
});
if (typeof values.out === 'string') {
  const events = writeEvents(values.out, {
    calls: Number(values.calls ?? 100_000),
    days: Number(values.days ?? 90),
    seed: Number(values.seed ?? 1),
  });
  process.stdout.write(`${events} events\n`);
}
