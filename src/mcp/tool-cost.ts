/** `cost`: what this session and this day have cost so far, by the transcripts as they are now. A price that is unknown is said to be. */

import { count, list, object, text, type Json } from '../sources/read.ts';
import { apology, jsonOf, NO_INPUT, type Asking } from './asking.ts';
import type { Told } from './program.ts';
import type { Card } from './greeting.ts';
import type { Tool } from './rpc.ts';

export const COST: Card = {
  name: 'cost',
  description: 'Tokens and US dollars spent in this session and today.',
  inputSchema: NO_INPUT,
  readOnly: true,
};

export function costTool({ program, session, now, agent }: Asking): Tool {
  return {
    ...COST,
    async call() {
      const cwd = session.cwd();
      // Tokens stand in the transcripts only, so what is new there is read first. When it cannot be, what is known is still told.
      const imported = await program.ask(['import', agent, '--json'], cwd);
      if ('problem' in imported && imported.problem === 'not-installed') return apology(imported);
      const id = session.id();
      const today = await program.ask(['report', 'usage', '--json', '--since', localDay(now())], cwd);
      if ('problem' in today) return apology(today);
      const parts = [summary('Today, all agents', today)];
      if (id !== undefined) {
        const own = await program.ask(['report', 'usage', '--json', '--since', 'all', '--session', id], cwd);
        parts.unshift('problem' in own ? 'This session: nothing recorded yet.' : summary('This session', own));
      }
      if ('problem' in imported) parts.push('The newest transcripts could not be read just now.');
      return { text: parts.join('\n') };
    },
  };
}

/** The day that the person at the machine calls today. */
function localDay(now: Date): string {
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 10);
}

function summary(what: string, told: Told): string {
  const rows = 'out' in told ? list(object(jsonOf(told.out))?.['rows']).map((row) => object(row) ?? {}) : [];
  if (rows.length === 0) return `${what}: nothing recorded yet.`;
  const dollars = rows.map((row) => row['cost_usd']).filter((cost) => typeof cost === 'number');
  const unpriced = sum(rows, 'unpriced_answers');
  const cost = dollars.length === 0 ? 'price unknown' : `$${dollars.reduce((all, one) => all + one, 0).toFixed(2)}`;
  const models = rows.map((row) => text(row['model'])).filter((model) => model !== undefined);
  const read = sum(rows, 'cache_read_tokens');
  const fresh = sum(rows, 'input_tokens') + sum(rows, 'cache_write_tokens');
  return (
    `${what}: ${cost}${unpriced > 0 && dollars.length > 0 ? ` and ${unpriced} unpriced answers` : ''}, ${sum(rows, 'answers')} answers, ` +
    `${fresh} tokens in, ${read} from cache, ${sum(rows, 'output_tokens')} out (${models.join(', ')}).`
  );
}

function sum(rows: readonly Json[], name: string): number {
  return rows.reduce((all, row) => all + (count(row[name]) ?? 0), 0);
}
