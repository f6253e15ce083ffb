/** `hindcast sql`: one read-only query over the views, as a table, JSON or CSV. */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { AppError } from '../../errors.ts';
import type { SqlResult } from '../../engine/engine.ts';
import { counted } from '../../insight/spoken.ts';
import { UNKNOWN } from '../../report/cell.ts';
import { csvLines } from '../../report/csv.ts';
import { jsonText } from '../../report/json.ts';
import { finish, type Style } from '../../report/style.ts';
import { layOut } from '../../report/table.ts';
import { plain } from '../../report/width.ts';
import { withEngine } from '../asking.ts';
import { deliver, readFormat } from '../delivering.ts';
import { TEAM_FLAG } from '../team-flag.ts';
import { defineCommand, type Context, type Parsed } from '../define.ts';

const FORMATS = ['text', 'csv', 'json'] as const;

export default defineCommand('sql', {
  summary: 'Runs one read-only SQL query over the log.',
  description:
    'The views are call, answer, session, prompt, invocation, feedback, error, exposure, outcome and event. The dialect is that of DuckDB.',
  args: [{ name: 'QUERY', help: "The query, in quotes; '-' or nothing reads it from stdin." }],
  flags: {
    file: { type: 'text', short: 'f', value: 'FILE', help: 'Read the query from a file.' },
    team: TEAM_FLAG,
    format: { type: 'text', value: 'FORMAT', help: 'How to print it. Default: text.', choices: FORMATS },
    json: { type: 'boolean', help: 'Short for --format json: a list of objects.' },
    output: { type: 'text', short: 'o', value: 'FILE', help: 'Write to a file instead of the terminal.' },
  },
  examples: [
    {
      line: "hindcast sql 'select tool, count(*) as calls from call group by tool order by calls desc'",
      does: 'Calls by tool.',
    },
    { line: "hindcast sql 'describe call'", does: 'The columns of a view.' },
    { line: 'hindcast sql --file report.sql --format csv -o report.csv', does: 'A query from a file, into a file.' },
  ],
  async run(parsed, context) {
    const query = await readQuery(parsed, context);
    const format = readFormat(parsed, FORMATS);
    const team = parsed.is('team') ? await (await import('../teaming.ts')).openTeam(parsed, context) : undefined;
    const asked = team?.context ?? context;
    const result = await withEngine(asked, { since: null, until: null }, (engine) => engine.sql(query));
    for (const note of team?.notes ?? []) context.out.notice(note);
    const text =
      format === 'csv'
        ? csvLines(
            result.columns.map(({ name }) => name),
            result.rows,
          )
        : format === 'json'
          ? jsonText(objects(result))
          : table(result, parsed.text('output') === undefined ? context.out : { ...context.out, colour: false });
    deliver(text, parsed, context);
    return 0;
  },
});

async function readQuery(parsed: Parsed, { environment, stdin, interactive }: Context): Promise<string> {
  const [given] = parsed.args;
  const file = parsed.text('file');
  if (file !== undefined && given !== undefined) {
    throw new AppError('usage/bad-value', 'Give the query or --file, not both.');
  }
  if (file !== undefined) return readSqlFile(resolve(environment.cwd, file));
  const query = given === '-' || (given === undefined && !interactive()) ? await stdin() : (given ?? '');
  if (query.trim() !== '') return query;
  throw new AppError('usage/missing-argument', 'hindcast sql needs a query.', {
    hint: `hindcast sql 'select count(*) from call'`,
  });
}

function readSqlFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new AppError('usage/bad-value', `The file ${path} cannot be read (${code}).`, { cause });
  }
}

function objects({ columns, rows }: SqlResult): Record<string, unknown>[] {
  return rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null])));
}

/** Raw values, so that what is shown can be put into the next query. */
function table({ columns, rows }: SqlResult, style: Style): string {
  if (columns.length === 0) return '';
  const drawn = columns.map(({ name }, index) => {
    const cells = rows.map((row) => row[index] ?? null);
    return {
      id: name,
      title: plain(name),
      align:
        cells.every((cell) => cell === null || typeof cell === 'number') && rows.length > 0
          ? ('right' as const)
          : ('left' as const),
      rank: index === 0 ? ('key' as const) : ('text' as const),
      cells: cells.map((cell) => (cell === null ? UNKNOWN : plain(String(cell)))),
    };
  });
  return finish(`${layOut(drawn, style)}\n${counted(rows.length, 'row')}\n`, style);
}
