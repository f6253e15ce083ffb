/** `what_fails`: how the tools have fared in this repository, and what is known to help against what fails most. */

import { count, list, object, text, type Json } from '../sources/read.ts';
import { apology, jsonOf, NO_INPUT, type Asking } from './asking.ts';
import type { Card } from './greeting.ts';
import type { Tool } from './rpc.ts';

const DAYS = '30d';
/** Tools shown; the busiest come first. */
const MOST = 12;

export const WHAT_FAILS: Card = {
  name: 'what_fails',
  description: 'Success rate per tool in this repository over 30 days, its most common failure, and what helps.',
  inputSchema: NO_INPUT,
  readOnly: true,
};

export function whatFailsTool({ program, session }: Asking): Tool {
  return {
    ...WHAT_FAILS,
    async call() {
      const repo = session.repo();
      const args = ['report', 'tools', '--json', '--since', DAYS];
      const told = await program.ask(repo === undefined ? args : [...args, '--repo', repo], session.cwd());
      if ('problem' in told) return apology(told);
      const rows = list(object(jsonOf(told.out))?.['rows']).map(object);
      const shown = rows.filter((row) => row !== undefined).slice(0, MOST);
      const where = repo === undefined ? '' : ` in ${repo}`;
      if (shown.length === 0) return { text: `No calls recorded${where} in the last 30 days.` };
      return {
        text: [`Tools${where}, last 30 days (95 % interval, number of calls):`, ...shown.map(lineOf)].join('\n'),
      };
    },
  };
}

function lineOf(row: Json): string {
  const calls = count(row['calls']) ?? 0;
  const rate = percent(row['success_rate']);
  const judged =
    rate === undefined
      ? 'success not known'
      : `${rate} ok (${percent(row['success_low'])}–${percent(row['success_high'])})`;
  const failure = text(row['top_failure']);
  const hint = text(row['suggestion']);
  const told = failure === undefined ? '' : `; common failure: ${failure}${hint === undefined ? '' : ` (${hint})`}`;
  return `${text(row['tool']) ?? 'unnamed'}: ${judged}, n=${calls}${told}`;
}

function percent(value: unknown): string | undefined {
  return typeof value === 'number' ? `${Math.round(value * 100)} %` : undefined;
}
