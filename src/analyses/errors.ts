/**
 * Failures by fingerprint: calls that failed (an exit status that answers a question is none) and errors that programs reported. The state
 * comes from three periods: the one asked for, the one of equal length before it, and all before that; without a beginning, from the last
 * third of the log, the third before, and the first.
 */

import { explain } from '../insight/fingerprint.ts';
import { fixFor, readRepeats } from '../insight/fix.ts';
import { FAILURES } from '../sources/failure.ts';
import { defineAnalysis, type Row } from './define.ts';
import { insights, notes } from './errors/said.ts';
import sql from './errors.sql';

export default defineAnalysis('errors', {
  title: 'Errors',
  question: 'Which failures occur, where and since when, and what helps against them?',
  sql,
  params: {
    limit: { type: 'integer', default: 50, help: 'Most groups to show.' },
    min_count: { type: 'integer', default: 1, help: 'Fewest failures of a group.' },
  },
  opensAllDays: true,
  columns: {
    fingerprint: {
      type: 'text',
      title: 'Fingerprint',
      help: 'Group of the failure, the same in every repository.',
      minor: true,
    },
    title: {
      type: 'text',
      title: 'Failure',
      help: 'The telling line of the message, without paths, numbers and names.',
    },
    tool: { type: 'text', title: 'Tool' },
    error_class: { type: 'text', title: 'Class' },
    count: {
      type: 'count',
      title: 'Count',
      help: 'Failures in the period; 0 when the group was last seen in the one before.',
    },
    sessions: { type: 'count', title: 'Sessions', minor: true },
    repos: { type: 'count', title: 'Repos' },
    agents: { type: 'count', title: 'Agents', minor: true },
    first_seen: {
      type: 'instant',
      title: 'First seen',
      help: 'In all of the log, also before the period.',
      minor: true,
    },
    last_seen: { type: 'instant', title: 'Last seen', minor: true },
    state: {
      type: 'text',
      title: 'State',
      help:
        'new: never before · ongoing: also in the period before · regressed: seen earlier, but not in the period before · ' +
        'resolved: not in this period, but in the one before. Empty when the log does not reach back.',
    },
    trend_pct: {
      type: 'number',
      title: 'Trend %',
      signed: true,
      help: 'Against the period of equal length before; empty when it had none.',
    },
    suggestion: { type: 'text', title: 'Suggestion', help: 'What is measured, or else known, to help.' },
    evidence: {
      type: 'text',
      title: 'Evidence',
      help: 'How repeats of the operation (same tool and target, or same program, within 8 calls) fared, of the last 300 failures.',
      minor: true,
    },
    program: { type: 'text', title: 'Program', help: 'Program that the command ran.', minor: true },
    developers: { type: 'count', title: 'Developers', minor: true },
    repo_counts: { type: 'text', title: 'In', help: 'Failures by repository, at most 20.', minor: true },
    share: { type: 'ratio', title: 'Share', help: 'Of all failures in the period.', minor: true },
    previous_count: { type: 'count', title: 'Before', help: 'In the period of equal length before.', minor: true },
    period_errors: { type: 'count', title: 'All', help: 'Failures of all groups in the period.', minor: true },
    period_kinds: { type: 'count', title: 'Groups', help: 'Groups in the period.', minor: true },
    compared_errors: {
      type: 'count',
      title: 'Compared',
      help: 'Failures of all groups in what is compared: the period, or the last third of the log.',
      minor: true,
    },
    previous_errors: {
      type: 'count',
      title: 'All before',
      help: 'Failures of all groups in the period before.',
      minor: true,
    },
    period_repos: { type: 'count', title: 'All repos', help: 'Repositories with failures in the period.', minor: true },
    compared_days: { type: 'number', title: 'Days', help: 'Length of what is compared.', minor: true },
    previous_days: {
      type: 'number',
      title: 'Days before',
      help: 'What the log holds of the period before.',
      minor: true,
    },
  },
  chart: { kind: 'bar', x: 'title', y: 'count' },
  finish: (rows) => rows.map(told),
  insights,
  notes,
});

function told(row: Row): Row {
  const errorClass = text(row, 'error_class');
  const { template } = explain({
    tool: text(row, 'tool'),
    error_class: errorClass,
    error_text: text(row, 'title'),
    ...(row['program'] === null ? {} : { program: text(row, 'program') }),
  });
  const meaning = MEANINGS.get(errorClass);
  const title = template === '' || template === row['program'] ? titled(template, meaning ?? errorClass) : template;
  const repeats = readRepeats(text(row, 'evidence'));
  return { ...row, title, ...fixFor({ errorClass, template, count: Number(row['count']), repeats }) };
}

const MEANINGS: ReadonlyMap<string, string> = new Map(
  Object.entries(FAILURES).map(([name, { meaning }]) => [name, meaning.replace(/\.$/, '')]),
);

const UNNAMED = MEANINGS.get('exit_nonzero');

function titled(program: string, meaning: string): string {
  if (program === '') return meaning === '' ? 'Failed without a message' : meaning;
  return meaning === '' || meaning === UNNAMED ? `${program}: failed, and does not say why` : `${program}: ${meaning}`;
}

function text(row: Row, column: string): string {
  return String(row[column] ?? '');
}
