import { describe, expect, test } from 'vitest';
import { flaw } from '../../src/event/validate.ts';
import { PEOPLE } from '../../src/sample/cast.ts';
import { makeRandom } from '../../src/sample/random.ts';
import { sampleEvents } from '../../src/sample/sample.ts';

const DAYS = ['2026-11-20T18:00:00.000Z', '2026-11-23T00:30:00.000Z', '2027-02-28T12:00:00.000Z'];

describe.each(DAYS)('the sample fortnight that ends on %s', (day) => {
  const now = new Date(day);
  const events = sampleEvents(now);

  test('is the same every time', () => {
    expect(sampleEvents(now)).toEqual(events);
  });

  test('keeps the contract, with one event for every id', () => {
    expect(events.map(flaw).filter((problem) => problem !== undefined)).toEqual([]);
    expect(new Set(events.map((event) => `${event.kind} ${event.id}`)).size).toBe(events.length);
  });

  test('lies within the fourteen days and never in the future', () => {
    const first = new Date(now.getTime() - 15 * 86_400_000).toISOString();
    for (const event of events) expect(event.at > first && event.at <= day).toBe(true);
    expect(events.some((event) => event.kind === 'session' && (event.ended_at ?? '') > day)).toBe(false);
  });

  test('holds about 3,000 events of four people, three agents and three repositories', () => {
    expect(events.length).toBeGreaterThan(2_000);
    expect(events.length).toBeLessThan(4_500);
    expect(distinct(events.map((event) => event.developer)).sort()).toEqual(PEOPLE.map((person) => person.name).sort());
    expect(distinct(events.map((event) => event.agent)).sort()).toEqual(['claude-code', 'codex', 'gemini-cli']);
    expect(distinct(events.map((event) => event.repo))).toHaveLength(3);
  });

  test('tells of failures that were fixed, of refusals, of subagents and of calls that only one observer saw', () => {
    const calls = events.flatMap((event) => (event.kind === 'call' ? [event] : []));
    expect(distinct(calls.map((call) => call.outcome)).sort()).toEqual([
      'cancelled',
      'command_nonzero',
      'denied',
      'ok',
      'tool_error',
    ]);
    expect(distinct(calls.map((call) => call.observers)).sort()).toEqual(['hook', 'hook,transcript', 'transcript']);
    expect(calls.some((call) => call.subagent_id !== undefined)).toBe(true);
    expect(calls.filter((call) => call.outcome === 'denied').every((call) => call.observers === 'transcript')).toBe(
      true,
    );
    for (const failure of ['string_not_found', 'test_failed', 'git_lock']) {
      const failed = calls.filter((call) => call.error_class === failure);
      expect(failed.length, failure).toBeGreaterThan(0);
      const fixed = failed.filter((call) =>
        calls.some(
          (later) =>
            later.session_id === call.session_id &&
            later.at > call.at &&
            later.target === call.target &&
            later.outcome === 'ok',
        ),
      );
      expect(fixed.length / failed.length, failure).toBeGreaterThan(0.8);
    }
  });
});

test('everything in it can be told for invented', () => {
  for (const event of sampleEvents(new Date('2026-11-20T18:00:00.000Z'))) {
    expect(event.session_id).toMatch(/^sample-/);
    expect(event.developer).toMatch(/^sample-/);
    expect(event.repo).toMatch(/^git\.sample\.invalid\//);
  }
});

test('a random number generator repeats itself from the same seed, and differs for another', () => {
  const draw = (seed: number): number[] => {
    const random = makeRandom(seed);
    return Array.from({ length: 20 }, () => random.between(0, 1_000_000));
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

function distinct(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.filter((value) => value !== undefined))];
}
