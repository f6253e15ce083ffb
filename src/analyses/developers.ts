/**
 * One row for each pseudonym under which something was shared. It is no ranking: a failure rate tells of the work and its tools.
 * The log of one machine names no developer.
 */

import { wilson } from '../insight/wilson.ts';
import { defineAnalysis, type Row } from './define.ts';
import { count } from './rows/cells.ts';
import { unpricedNote } from './rows/notes.ts';
import sql from './developers.sql';

export default defineAnalysis('developers', {
  title: 'Developers',
  question: "What did each developer's agents do, of what the team has shared?",
  sql,
  params: {
    min_developers: {
      type: 'integer',
      default: 1,
      help: 'With fewer developers than this, nobody is shown; a policy of the repository may ask for more.',
    },
  },
  columns: {
    developer: { type: 'text', title: 'Developer', help: 'The pseudonym, or the name that the developer chose.' },
    sessions: { type: 'count', title: 'Sessions' },
    calls: { type: 'count', title: 'Calls' },
    failures: { type: 'count', title: 'Failures', help: 'Calls that ended with a tool error or a non-zero status.' },
    failure_rate: { type: 'ratio', title: 'Failing', help: 'Failures / calls that succeeded or failed.' },
    cost_usd: { type: 'usd', title: 'Cost' },
    agents: { type: 'text', title: 'Agents' },
    last_seen: { type: 'instant', title: 'Last seen' },
    failure_low: {
      type: 'ratio',
      title: 'Low',
      help: 'Lower end of the 95 % Wilson interval of the failure rate.',
      minor: true,
    },
    failure_high: { type: 'ratio', title: 'High', help: 'Upper end of that interval.', minor: true },
    decided_calls: {
      type: 'count',
      title: 'Decided',
      help: 'Calls that succeeded or failed: the n of the rate.',
      minor: true,
    },
    unpriced_answers: {
      type: 'count',
      title: 'Unpriced',
      help: 'Answers whose cost is not known; not in the cost.',
      minor: true,
    },
  },
  chart: { kind: 'bar', x: 'developer', y: 'calls' },
  finish: (rows) => rows.map(bounded),
  notes,
});

function bounded(row: Row): Row {
  const n = count(row, 'decided_calls');
  if (n === 0) return row;
  const { low, high } = wilson(count(row, 'failures'), n);
  return { ...row, failure_low: low, failure_high: high };
}

function notes(rows: readonly Row[]): readonly string[] {
  if (rows.length > 0)
    return [
      'Developers who work on different things fail at different rates; the names are pseudonyms.',
      ...unpricedNote(rows),
    ];
  return [
    "No machine's own log names developers: hindcast developers --team asks what a team has shared. With too few developers, nobody is shown in this period.",
  ];
}
