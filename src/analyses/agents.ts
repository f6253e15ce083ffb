/** Named agents, models and clients by type of task. A rank is given only where the counts tell the rates apart. */

import { FEWEST, rankRates } from '../insight/ranking.ts';
import { counted, percent, whole } from '../insight/spoken.ts';
import { wilson } from '../insight/wilson.ts';
import sql from './agents.sql';
import { defineAnalysis, type Row } from './define.ts';
import { total } from './rows/cells.ts';

export default defineAnalysis('agents', {
  title: 'Agents',
  question: 'Which agent, or which model, succeeds most often at which type of task?',
  sql,
  params: { task_type: { type: 'text', default: null, help: 'Only this type of task.' } },
  columns: {
    agent: {
      type: 'text',
      title: 'Agent',
      help: 'Name of the agent; the model, where answers were judged; the client, where sessions were rated.',
    },
    task_type: { type: 'text', title: 'Task type' },
    n: { type: 'count', title: 'n', help: 'Runs of which somebody or something said whether they succeeded.' },
    success_rate: {
      type: 'ratio',
      title: 'Success',
      help: 'The last judgement counts; without one, how the run ended.',
    },
    low: { type: 'ratio', title: 'Low', help: 'Lower end of the 95 % Wilson interval.' },
    high: { type: 'ratio', title: 'High', help: 'Upper end of it.' },
    mean_rating: { type: 'number', title: 'Rating', help: 'Mean of the ratings, 1 failed to 5 excellent.' },
    cost_usd: { type: 'usd', title: 'Cost', help: 'Of judged answers; of other runs the cost is not known apart.' },
    rank: {
      type: 'count',
      title: 'Rank',
      help: 'Among the agents of this type of task; what cannot be told apart shares a rank.',
    },
    verdict: {
      type: 'text',
      title: 'Verdict',
      help: 'What the counts bear, after the correction for all comparisons (Benjamini–Hochberg, 5 %).',
    },
    succeeded: { type: 'count', title: 'Succeeded', minor: true },
    runs: { type: 'count', title: 'Runs', help: 'Whether judged or not.', minor: true },
    ratings: { type: 'count', title: 'Ratings', minor: true },
    mean_ms: { type: 'ms', title: 'Mean time', minor: true },
    disagreements: {
      type: 'count',
      title: 'Disagree',
      help: 'Ratings of 4 or 5 of what failed or was reverted, and of 1 or 2 of what succeeded or was kept in a commit.',
      minor: true,
    },
  },
  chart: { kind: 'interval', x: 'agent', y: 'success_rate', low: 'low', high: 'high' },
  finish: ranked,
  insights,
  notes,
});

function ranked(rows: readonly Row[]): readonly Row[] {
  const types = [...new Set(rows.map(({ task_type: type }) => type))];
  return types.flatMap((type) => {
    const group = rows.filter(({ task_type: own }) => own === type);
    const ranks = rankRates(
      group.map((row) => ({ name: String(row['agent']), successes: Number(row['succeeded']), n: Number(row['n']) })),
    );
    return group.map((row, index) => {
      const n = Number(row['n']);
      const interval = n === 0 ? { low: null, high: null } : wilson(Number(row['succeeded']), n);
      return { ...row, ...interval, ...ranks[index] };
    });
  });
}

function insights(rows: readonly Row[]): readonly string[] {
  return rows
    .filter(({ verdict }) => verdict === 'best' || verdict === 'among the best')
    .map(
      (row) =>
        `${String(row['agent'])} is ${String(row['verdict'])} at ${String(row['task_type'])}: ${percent(row['success_rate'])} of ${whole(row['n'])} (${percent(row['low'])} to ${percent(row['high'])})`,
    );
}

function notes(rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return ['Nothing was judged in this period.'];
  const [odd, ratings] = [total(rows, 'disagreements'), total(rows, 'ratings')];
  const few = rows.filter(({ n }) => Number(n) < FEWEST).length;
  return [
    'Agents were not given their tasks by lot: one that gets the harder tasks looks worse than it is.',
    ...(odd === 0
      ? []
      : [
          `${whole(odd)} of ${counted(ratings, 'rating')} ${odd === 1 ? 'disagrees' : 'disagree'} with how the work ended.`,
        ]),
    ...(few === 0 ? [] : [`${few} of ${rows.length} rows have fewer than ${FEWEST} judged runs and no rank.`]),
  ];
}
