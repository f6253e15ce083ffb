/** `performance_stats.json`: every agent in all and by type of task, and who is better, as far as the counts bear it. */

import type { Row } from '../../analyses/define.ts';
import { rankRates } from '../../insight/ranking.ts';
import { wilson } from '../../insight/wilson.ts';

/** `rows` are those of `stats.sql`. */
export function performanceStats(rows: readonly Row[], now: Date): object {
  const totals = rows.filter(({ task_type: type }) => type === null);
  const types = [...new Set(rows.map(({ task_type: type }) => type))].filter((type) => type !== null);
  return {
    generated_at: now.toISOString(),
    total_invocations: totals.reduce((all, { runs }) => all + Number(runs), 0),
    agents: Object.fromEntries(
      totals.map((total) => [
        String(total['agent']),
        {
          ...figuresOf(total),
          by_task_type: Object.fromEntries(
            rows
              .filter((row) => row['agent'] === total['agent'] && row['task_type'] !== null)
              .map((row) => [String(row['task_type']), figuresOf(row)]),
          ),
        },
      ]),
    ),
    rankings: {
      overall: ranking(totals),
      by_task_type: Object.fromEntries(
        types.map((type) => [String(type), ranking(rows.filter(({ task_type: own }) => own === type))]),
      ),
    },
  };
}

/** Of runs that nobody judged nothing is known: null, never zero. */
function figuresOf(row: Row): object {
  const judged = Number(row['judged']);
  const succeeded = Number(row['succeeded']);
  const { low, high } = wilson(succeeded, judged);
  return {
    total_invocations: Number(row['runs']),
    judged_invocations: judged,
    success_rate: judged === 0 ? null : succeeded / judged,
    success_rate_low: judged === 0 ? null : low,
    success_rate_high: judged === 0 ? null : high,
    average_duration_seconds: row['mean_seconds'],
    average_quality_rating: row['mean_rating'],
    ratings: Number(row['ratings']),
  };
}

/** Best first; what cannot be told apart shares a rank. */
function ranking(rows: readonly Row[]): readonly object[] {
  const rates = rows.map((row) => ({
    name: String(row['agent']),
    successes: Number(row['succeeded']),
    n: Number(row['judged']),
  }));
  const ranks = rankRates(rates);
  return rates
    .map(({ name, successes, n }, index) => ({
      agent: name,
      rank: ranks[index]?.rank ?? null,
      verdict: ranks[index]?.verdict ?? null,
      judged_invocations: n,
      success_rate: n === 0 ? null : successes / n,
    }))
    .toSorted((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || (b.success_rate ?? -1) - (a.success_rate ?? -1));
}
