/**
 * A made-up but lifelike log, the same for the same seed: sessions of about 110 events over 90 days, with ids, paths, commands and
 * sizes as agents produce them. `node scripts/run.mjs bench/events.ts --out DIR --calls 100000` writes it as a log folder.
 */

import { parseArgs } from 'node:util';
import { SCHEMA_VERSION, type EventOf } from '../src/event/schema.ts';
import { places } from '../src/config/home.ts';
import { grouped } from '../src/insight/group.ts';
import type { RedactedEvent } from '../src/redaction/redacted.ts';
import { openLog, toLine, type Line } from '../src/store/append.ts';
import { machineId } from '../src/store/machine.ts';
import { dayOf } from '../src/store/segment.ts';
import { BASE62, HEX, makeRandom, type Random } from './random.ts';
import { callOf, makeProject, nextSteps, type Project, type Wanted } from './calls.ts';

export type EventsOptions = {
  readonly calls: number;
  readonly seed?: number;
  /** Days over which the sessions are spread. */
  readonly days?: number;
  /** First day, UTC. */
  readonly from?: string;
};

type Made = EventOf<'call' | 'answer' | 'session' | 'prompt' | 'outcome' | 'feedback'>;

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
    for (const event of makeSession(random, { at, project, calls })) yield grouped(marked(event));
    left -= calls;
  }
}

type Plan = { readonly at: number; readonly project: Project; readonly calls: number };

function* makeSession(random: Random, plan: Plan): Generator<Made> {
  const session = [8, 4, 4, 4, 12].map((length) => random.text(HEX, length)).join('-');
  const opened = new Date(plan.at).toISOString();
  const ofAll = {
    v: SCHEMA_VERSION,
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
  const ended = new Date(plan.at + plan.calls * 9000).toISOString();
  yield {
    ...ofAll,
    kind: 'session',
    id: session,
    at: opened,
    seq: 0,
    cwd: plan.project.folder,
    ended_at: ended,
  };
  const inside = plan.calls > 20 && random.next() < 0.3 ? Math.floor(plan.calls * 0.3) : 0;
  yield* makeStream(random, { ...plan, calls: plan.calls - inside }, ofAll);
  const subagent = { ...ofAll, subagent_id: `a${random.text(HEX, 7)}` };
  if (inside > 0) yield* makeStream(random, { ...plan, at: plan.at + 60_000, calls: inside }, subagent);
  const told = { ...ofAll, agent: 'hindcast', observers: 'log', at: ended, subject_id: session };
  if (random.next() < 0.35) {
    const ref = random.text(HEX, 40);
    yield { ...told, kind: 'outcome', id: `git:${ref}`, ref, result: 'committed' };
  }
  if (random.next() < 0.02) {
    const rating = 1 + Math.floor(random.next() * 5);
    yield { ...told, kind: 'feedback', id: `${session}:rating`, rating, judge: 'human' };
  }
}

type Shared = Pick<EventOf<'call'>, 'observers' | 'agent' | 'subagent_id'> & { readonly session_id: string };

/** The calls of a session or of a subagent in it: answers with one or several calls each, and what is done about failures. */
function* makeStream(random: Random, plan: Plan, ofAll: Shared): Generator<Made> {
  const model = random.skewed(['claude-opus-4-5-20251101', 'claude-sonnet-4-5-20250929', 'claude-haiku-4-5-20251001']);
  const isTimed = random.next() < 0.34;
  const seen = isTimed ? { ...ofAll, observers: 'hook,transcript' } : ofAll;
  let now = plan.at;
  let seq = 0;
  let turn = 0;
  let context = 18_000 + Math.floor(random.next() * 9000);
  const wanted: Wanted[] = [];
  for (let call = 0; call < plan.calls;) {
    if ((random.next() < 0.08 || call === 0) && ofAll.subagent_id === undefined) {
      now += random.size(30_000);
      const id = `${ofAll.session_id}:${(seq += 1)}`;
      yield { ...ofAll, kind: 'prompt', id, at: new Date(now).toISOString(), seq, input_bytes: random.size(180) };
    }
    const thought = 900 + random.size(4000);
    now += thought;
    const written = 200 + random.size(900);
    const output = 3 + random.size(220);
    const at = new Date(now).toISOString();
    yield {
      ...ofAll,
      kind: 'answer',
      id: `msg_01${random.text(BASE62, 22)}`,
      at,
      seq: (seq += 1),
      turn: (turn += 1),
      model,
      request_id: `req_011CV${random.text(BASE62, 19)}`,
      input_tokens: 1 + Math.floor(random.next() * 9),
      cache_read_tokens: context,
      cache_write_5m_tokens: written,
      output_tokens: output,
      output_is_final: true,
      output_bytes: random.next() < 0.45 ? 0 : output * 3,
      ...(isTimed ? { duration_ms: thought } : {}),
      stop_reason: 'tool_use',
      service_tier: 'standard',
    };
    context += written;
    const together = random.next() < 0.15 ? 2 + Math.floor(random.next() * 2) : 1;
    let until = now;
    for (let each = 0; each < together && call < plan.calls; each++, call++) {
      const ran = 12 + random.size(400);
      const part = callOf(random, plan.project, wanted.shift());
      if (part.outcome === 'tool_error' || part.outcome === 'command_nonzero') wanted.push(...nextSteps(random, part));
      yield {
        ...seen,
        kind: 'call',
        id: `toolu_01${random.text(BASE62, 22)}`,
        at: new Date(now).toISOString(),
        seq: (seq += 1),
        turn,
        model,
        ...part,
        elapsed_ms: ran + (random.next() < 0.05 ? random.size(8000) : 3),
        ...(isTimed ? { duration_ms: ran } : {}),
      };
      until = Math.max(until, now + ran);
      if (random.next() < 0.3) now = until;
    }
    now = until;
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
