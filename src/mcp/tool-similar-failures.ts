/** `similar_failures`: failed calls of the past that share words with a tool or an error, grouped, the closest first. */

import { count, list, object, text, type Json } from '../sources/read.ts';
import { apology, jsonOf, type Asking } from './asking.ts';
import type { Card } from './greeting.ts';
import type { Tool } from './rpc.ts';

const MOST = 5;
const MOST_WORDS = 8;

export const SIMILAR_FAILURES: Card = {
  name: 'similar_failures',
  description: 'Past failed calls like this one: give a tool, an error message, or both.',
  inputSchema: {
    type: 'object',
    properties: { tool: { type: 'string' }, error: { type: 'string' } },
    additionalProperties: false,
  },
  readOnly: true,
};

export function similarFailuresTool({ program, session }: Asking): Tool {
  return {
    ...SIMILAR_FAILURES,
    async call(input) {
      const tool = text(input['tool']);
      const words = wordsOf(text(input['error']) ?? '');
      if (tool === undefined && words.length === 0)
        return { text: 'Give a tool, or words of the error.', isError: true };
      const told = await program.ask(['sql', '--json', '-'], session.cwd(), queryFor(tool, words));
      if ('problem' in told) return apology(told);
      const rows = list(jsonOf(told.out)).map(object);
      const found = rows.filter((row) => row !== undefined);
      return { text: found.length === 0 ? 'No failure like this was recorded.' : found.map(lineOf).join('\n') };
    },
  };
}

/** Words of letters and digits only: they go into a query. */
function wordsOf(error: string): readonly string[] {
  const words = error.toLowerCase().match(/[\p{L}\p{N}]{3,40}/gu) ?? [];
  return [...new Set(words)].toSorted((a, b) => b.length - a.length || (a < b ? -1 : 1)).slice(0, MOST_WORDS);
}

function queryFor(tool: string | undefined, words: readonly string[]): string {
  const said = `lower(concat(coalesce(error_text, ''), ' ', coalesce(target, ''), ' ', coalesce(error_class, '')))`;
  const shared = words.map((word) => `(case when ${said} like '%${word}%' then 1 else 0 end)`).join(' + ') || '1';
  const ofTool =
    tool === undefined ? '' : ` and lower(tool) = '${tool.toLowerCase().replace(/[^\p{L}\p{N}_.:-]/gu, '')}'`;
  return [
    `with failed as (select tool, error_class, error_text, target, started_at, ${shared} as words from call`,
    `where outcome in ('tool_error', 'command_nonzero')${ofTool})`,
    'select tool, error_class, count(*) as calls, max(words) as words, cast(cast(max(started_at) as date) as varchar) as last_day,',
    'max(error_text) as example from failed where words > 0 group by tool, error_class',
    `order by words desc, calls desc, tool, error_class limit ${MOST}`,
  ].join(' ');
}

function lineOf(row: Json): string {
  const example = text(row['example'])?.split('\n').slice(0, 3).join(' ').slice(0, 240);
  const head = `${text(row['tool']) ?? 'unnamed'}, ${text(row['error_class']) ?? 'unclassed'}: ${count(row['calls']) ?? 0} times, last on ${text(row['last_day']) ?? '?'}`;
  return example === undefined ? head : `${head}. For example: ${example}`;
}
