/** Calls one after another of which it is known whether they had to be: what could have been saved is added up while they are drawn. */

import type { Random } from '../../bench/random.ts';
import { openStream, type Stream } from './stream.ts';

export type Saved = {
  /** What running them at once would have saved, the waits for answers in between included. */
  independent_ms: number;
  /** Pairs that had to be one after another. */
  dependent: number;
};

type Draw = {
  readonly random: Random;
  readonly stream: Stream;
  readonly known: readonly string[];
  readonly saved: Saved;
};

export function parallelWorld(random: Random, agent: string) {
  const saved: Saved = { independent_ms: 0, dependent: 0 };
  const events = [];
  for (let session = 0; session < 6; session++) {
    const at = Date.parse('2026-05-04T09:00:00Z') + session * 7_200_000;
    const stream = openStream({ agent, session: `${agent}-${session}`, at });
    const known = Array.from({ length: 8 }, (_, file) => `/home/dev/app/src/known-${session}-${file}.ts`);
    // All of them are seen before, each alone: what is known early can be asked for early.
    for (const target of known) {
      stream.prompt();
      stream.answer({ duration_ms: 500, output_bytes: 300 });
      stream.call({ tool: 'Read', target, duration_ms: 10 });
    }
    for (let segment = 0; segment < 25; segment++) {
      stream.prompt();
      random.skewed([sameTurn, nextTurns, searchThenRead, editThenRead, commandThenRead, atOnce, afterText, looking])({
        random,
        stream,
        known,
        saved,
      });
      stream.answer({ duration_ms: 900, output_bytes: 500 });
      stream.pause(20_000);
    }
    events.push(...stream.events);
  }
  return { events, truth: saved };
}

/** The same without anything that could have been saved. */
export function dependentWorld(random: Random, agent: string) {
  const saved: Saved = { independent_ms: 0, dependent: 0 };
  const stream = openStream({ agent, session: agent, at: Date.parse('2026-05-04T09:00:00Z') });
  for (let segment = 0; segment < 60; segment++) {
    stream.prompt();
    random.skewed([searchThenRead, editThenRead, commandThenRead, afterText])({ random, stream, known: [], saved });
    stream.answer({ duration_ms: 900, output_bytes: 500 });
  }
  return { events: stream.events, truth: saved };
}

/** Several reads that one answer asked for, run one after another. */
function sameTurn({ random, stream, known, saved }: Draw): void {
  const [first, second, third] = threeOf(random, known);
  stream.answer({ duration_ms: 900 });
  const times = [first, second, third].map((target) => {
    const duration = 20 + random.size(300);
    stream.call({ tool: 'Read', target, duration_ms: duration });
    return duration;
  });
  saved.independent_ms += sum(times) - Math.max(...times);
}

/** Two reads that two answers asked for, the second without a word about the first: the wait for the second answer was lost, too. */
function nextTurns({ random, stream, known, saved }: Draw): void {
  const [first, second] = threeOf(random, known);
  const times = [20 + random.size(300), 20 + random.size(300)];
  const wait = 300 + random.size(800);
  stream.answer({ duration_ms: 900 });
  stream.call({ tool: 'Read', target: first, duration_ms: times[0] ?? 0 });
  stream.answer({ duration_ms: wait });
  stream.call({ tool: 'Read', target: second, duration_ms: times[1] ?? 0 });
  saved.independent_ms += sum(times) - Math.max(...times) + wait;
}

/** Two commands of one answer that only look. */
function looking({ random, stream, saved }: Draw): void {
  stream.answer({ duration_ms: 900 });
  const times = ['git status', 'ls src'].map((target) => {
    const duration = 20 + random.size(300);
    stream.call({ tool: 'Bash', target, duration_ms: duration });
    return duration;
  });
  saved.independent_ms += sum(times) - Math.max(...times);
}

/** What is read was found by the search. */
function searchThenRead({ random, stream, saved }: Draw): void {
  stream.answer({ duration_ms: 900 });
  stream.call({ tool: 'Grep', target: `thing${saved.dependent}`, duration_ms: 20 + random.size(200) });
  stream.answer({ duration_ms: 700 });
  stream.call({ tool: 'Read', target: unseen(saved), duration_ms: 20 + random.size(200) });
}

/** The second call reads what the first wrote. */
function editThenRead({ random, stream, saved }: Draw): void {
  const target = unseen(saved);
  stream.answer({ duration_ms: 900 });
  stream.call({ tool: 'Edit', target, duration_ms: 20 + random.size(200) });
  stream.call({ tool: 'Read', target, duration_ms: 20 + random.size(200) });
}

/** A command may write anything. */
function commandThenRead({ random, stream, known, saved }: Draw): void {
  stream.answer({ duration_ms: 900 });
  stream.call({ tool: 'Bash', target: 'make generate', duration_ms: 20 + random.size(2000) });
  stream.answer({ duration_ms: 700 });
  stream.call({ tool: 'Read', target: known[0] ?? unseen(saved), duration_ms: 20 + random.size(200) });
  saved.dependent += 1;
}

/** Nothing is left to be saved. */
function atOnce({ random, stream, known }: Draw): void {
  const [first, second] = threeOf(random, known);
  stream.answer({ duration_ms: 900 });
  stream.call({ tool: 'Read', target: first, duration_ms: 50 + random.size(300) });
  stream.call({ tool: 'Read', target: second, duration_ms: 50 + random.size(300) }, { beside: true });
}

/** The model wrote about the first before it asked for the second. */
function afterText({ random, stream, saved }: Draw): void {
  stream.answer({ duration_ms: 900 });
  stream.call({ tool: 'Read', target: unseen(saved), duration_ms: 20 + random.size(300) });
  stream.answer({ duration_ms: 2000, output_bytes: 700 });
  stream.call({ tool: 'Read', target: unseen(saved), duration_ms: 20 + random.size(300) });
}

function unseen(saved: Saved): string {
  saved.dependent += 1;
  return `/home/dev/app/src/found-${saved.dependent}.ts`;
}

function threeOf(random: Random, known: readonly string[]): readonly [string, string, string] {
  const from = Math.floor(random.next() * known.length);
  const at = (step: number) => known[(from + step) % known.length] ?? '';
  return [at(0), at(1), at(2)];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
