/** Every set of events that some test of an analysis stands on, and two that are made up: whatever is added is compared as well. */

import { readdirSync } from 'node:fs';
import { makeEvents } from '../../bench/events.ts';
import { makeRandom, type Random } from '../../bench/random.ts';
import { OUTCOMES } from '../../src/event/schema.ts';
import type { Given } from '../engine/event-table.ts';
import { TEAM } from '../analyses/fixture.ts';

export type Fixture = {
  readonly name: string;
  readonly events: readonly Given[];
  /** What the events were made for: the id of an analysis or another subject. Without it they say something about every analysis. */
  readonly about?: string;
};

const FOLDER = new URL('../analyses/', import.meta.url);

/** The `EVENTS` of every `test/analyses/*-events.ts`, found by looking. */
export async function fixtures(): Promise<readonly Fixture[]> {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('-events.ts'));
  const found = await Promise.all(
    files.map(async (file) => {
      const { EVENTS } = (await import(new URL(file, FOLDER).href)) as { EVENTS?: readonly Given[] };
      if (EVENTS === undefined) throw new Error(`test/analyses/${file} exports no EVENTS.`);
      const name = file.replace('-events.ts', '');
      return { name, about: name, events: EVENTS };
    }),
  );
  const drawn: readonly Given[] = [...makeEvents({ calls: 3000, days: 20, from: '2026-10-20' })];
  return [
    { name: 'nothing', about: 'limits', events: [] },
    { name: 'one call', about: 'limits', events: [{ kind: 'call', tool: 'Read' }] },
    { name: 'team', about: 'teams', events: TEAM },
    ...found,
    { name: 'anything', events: anything(makeRandom(5)) },
    { name: 'lifelike', events: drawn },
    { name: 'lifelike, clocks running backwards', about: 'limits', events: backwards(drawn.slice(0, 2000)) },
  ];
}

/** The same order within the sessions, but the clock counts down; and what has no place comes between what has one. */
function backwards(events: readonly Given[]): readonly Given[] {
  const times = events.map(({ at }) => at).toReversed();
  return events.map((event, index) => {
    const { seq: _seq, ...placeless } = event;
    return { ...(index % 7 === 0 ? placeless : event), at: times[index] };
  });
}

/** What the contract allows: fields that are missing, clocks that contradict the order, names in any script, numbers at the limits. */
function anything(random: Random): readonly Given[] {
  const one = <T>(list: readonly T[]) => list[Math.floor(random.next() * list.length)];
  const maybe = (name: string, list: readonly unknown[]) => (random.next() < 0.3 ? {} : { [name]: one(list) });
  const names = ['a', 'B', 'b', 'Ünï', "it's", '日本', '😀 %_', 'ab', 'a b', 'x'.repeat(10_000)];
  const times = [0, 1, 7, 999, 86_400_000, 2 ** 40];
  const sizes = [0, 1, 7, 999, 2_000_000_000, Number.MAX_SAFE_INTEGER];
  return Array.from({ length: 700 }, (_, index) => ({
    kind:
      one(['call', 'call', 'call', 'answer', 'prompt', 'session', 'error', 'outcome', 'feedback'] as const) ?? 'call',
    at: new Date(Date.parse('2026-10-20T00:00:00Z') + ((index * 463) % 700) * 4_000_003).toISOString(),
    session_id: random.next() < 0.05 ? null : one(['s1', 's2', 's3', 's4']),
    ...maybe('subagent_id', [undefined, undefined, 'a1']),
    ...maybe('repo', names),
    ...maybe('branch', names),
    ...maybe('machine', ['m1', 'm2']),
    ...maybe('agent', ['claude-code', 'codex', 'Ünï']),
    ...maybe('observers', ['transcript', 'hook', 'hook,transcript', 'otel']),
    ...maybe('seq', [(index * 271) % 700]),
    ...maybe('turn', [1, 2, 3]),
    ...maybe('tool', ['Bash', 'Read', 'Edit', 'Grep', ...names]),
    ...maybe('outcome', [...OUTCOMES, 'ok', 'ok', 'tool_error']),
    ...maybe('error_class', ['file_not_found', 'test_failed', 'information', ...names]),
    ...maybe('error_text', ['Exit code 1', "Error: it's 5 > 3 in /a/b.ts:12", ...names]),
    ...maybe('fingerprint', ['1-abc', '1-def', '1-Abc']),
    ...maybe('target', ['/a/b.ts', '/a/c.ts', 'npm test', ...names]),
    ...maybe('program', ['npm test', 'git commit', 'ls', 'pytest']),
    ...maybe('model', ['claude-opus-5-5', 'gpt-5.5', 'nobody']),
    ...maybe('duration_ms', times),
    ...maybe('elapsed_ms', times),
    ...maybe('input_tokens', sizes),
    ...maybe('output_tokens', sizes),
    ...maybe('output_bytes', sizes),
    ...maybe('reported_cost_micros', sizes),
    ...maybe('result', ['committed', 'reverted', 'pushed', 'tests_passed', ...names]),
    ...maybe('subject_id', ['s1', 's2', 's9']),
    ...maybe('rating', [1, 2, 3, 4, 5]),
    ...maybe('name', names),
  }));
}
