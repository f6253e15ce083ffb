/**
 * Calls that ran one after another and need not have. A run is a longest row of calls of one stream that all worked, that either all read or
 * each write something else, with nothing between them: no other call, no prompt, no text of the model, no answer without such a call.
 */

import { points, whole } from '../insight/spoken.ts';
import { timeSpan } from '../insight/time-span.ts';
import { defineAnalysis, type Row } from './define.ts';
import sql from './parallel.sql';
import { count, total } from './rows/cells.ts';
import { sampledNote } from './rows/notes.ts';
import { oneIn } from './rows/one-in.ts';

const ONE_BY_ONE = 'one after another';

export default defineAnalysis('parallel', {
  title: 'Parallel',
  question: 'Which calls ran one after another, and need not have?',
  sql,
  params: {
    text_bytes: {
      type: 'integer',
      default: 0,
      help: 'Answers with more visible text than this end a run: the model thought about what it had seen.',
    },
    limit: { type: 'integer', default: 25, help: 'Shows at most this many of either kind.' },
  },
  columns: {
    pattern: { type: 'text', title: 'Pattern', help: 'The calls of a run, sorted by tool.' },
    runs: { type: 'count', title: 'Runs' },
    calls: { type: 'count', title: 'Calls' },
    saved_ms_safe: {
      type: 'ms',
      title: 'Safe',
      help:
        'Lower bound of the time that was lost: calls that the model asked for in one answer and that ran one by one, their exact run times ' +
        'less the longest. Commands, and calls without an exact time, count as nothing.',
    },
    saved_ms_upper: {
      type: 'ms',
      title: 'At most',
      help:
        'Upper bound: the time from the first request to the last result, less the longest call, so with the round trips to the model and ' +
        'the waiting for permission. A pause counts for no more than five minutes.',
    },
    ran: {
      type: 'text',
      title: 'Ran',
      help: 'in parallel: calls of one answer that did run side by side, for comparison.',
    },
    spent_ms: { type: 'ms', title: 'Took', help: 'From the first request to the last result.' },
    won_ms: {
      type: 'ms',
      title: 'Won',
      help: 'What running in parallel saved: the sum of the run times, less the time that it took.',
      minor: true,
    },
    round_trips: { type: 'count', title: 'Round trips', help: 'Answers of the model between the calls.', minor: true },
    timed_calls: { type: 'count', title: 'Timed', help: 'Calls whose exact run time was measured.', minor: true },
    one_in: oneIn(),
  },
  chart: { kind: 'bar', x: 'pattern', y: 'saved_ms_upper' },
  insights,
  notes,
});

/** What was seen less often is no habit. */
const FEWEST_RUNS = 3;
const MOST = 4;

function insights(rows: readonly Row[]): readonly string[] {
  const told: Row[] = [];
  for (const row of rows) {
    const isHabit = row['ran'] === ONE_BY_ONE && count(row, 'runs') >= FEWEST_RUNS * count(row, 'one_in');
    const isTold = told.some((other) => toolsOf(other) === toolsOf(row));
    if (isHabit && !isTold && count(row, 'saved_ms_upper') > 0 && told.length < MOST) told.push(row);
  }
  return [...told.flatMap(finding), ...comparison(rows)];
}

function finding(row: Row): readonly string[] {
  const [safe, upper, spent] = [count(row, 'saved_ms_safe'), count(row, 'saved_ms_upper'), count(row, 'spent_ms')];
  const sure = safe >= 1000 ? `, ${timeSpan(safe)} of it for sure` : '';
  return [
    `Found ${whole(count(row, 'runs'))} ${sequences(String(row['pattern']))}.`,
    `  Ask for them in one answer: up to ${points(upper / spent)}% less latency, ${timeSpan(upper)} of ${timeSpan(spent)}${sure}.`,
  ];
}

/** The two forms that read best, and one that always fits. */
function sequences(pattern: string): string {
  const pair = /^(.*) × 2$/.exec(pattern)?.[1];
  if (pair !== undefined && !pair.includes(' + ')) return `sequential ${pair} pairs`;
  return `sequences of ${pattern.startsWith('More') ? pattern.toLowerCase() : pattern}`;
}

function comparison(rows: readonly Row[]): readonly string[] {
  const beside = rows.filter(({ ran }) => ran !== ONE_BY_ONE);
  const [sets, won] = [total(beside, 'runs'), total(beside, 'won_ms')];
  if (sets === 0 || won < 1000) return [];
  return [`${whole(sets)} sets of calls did run in parallel, which saved ${timeSpan(won)}.`];
}

function notes(rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return ['No calls that could have run at once in this period.'];
  const [calls, timed] = [total(rows, 'calls'), total(rows, 'timed_calls')];
  return [
    'Independent by what they touch: no call changes what another one of the run reads or writes. Whether the result of one led to the ' +
      'next cannot be seen (a search, and reading what it found): "At most" counts it as saved, "Safe" does not.',
    'Commands count as reading where their program usually only reads; tools that are not known count as changing anything, and end a run.',
    ...(timed === calls
      ? []
      : [`${whole(calls - timed)} of ${whole(calls)} calls have no exact run time, so that "Safe" is too low.`]),
    ...sampledNote(rows),
  ];
}

/** The pattern without how often. */
function toolsOf(row: Row): string {
  return String(row['pattern']).replaceAll(/ × \d(?: or more)?/g, '');
}
