/** Events as JSON lines, exactly as the log holds them: today's schema, a line for each, fields that are not known left out. */

import type { EventColumn } from '../store/columns.ts';
import { quoted } from '../store/merge.ts';
import { defineSink } from './define.ts';
import { KIND_OPTION, columnsOf, instantSql, kindOf } from './event-columns.ts';

export default defineSink('jsonl', {
  title: 'JSON lines',
  summary: 'Every event as one JSON object a line, in the schema of docs/reference/event.schema.json.',
  cannotHold:
    'Nothing is lost: `hindcast import jsonl` makes the same log of it elsewhere, with its own machine in each event.',
  name: 'hindcast-events.jsonl',
  options: KIND_OPTION,
  makes: 'text',
  async *pieces({ facts, options }) {
    const pairs = columnsOf(options).map((column) => `'${quoted(column.name)}:' || ${valueSql(column)}`);
    // A pair whose value is not known is null, which `concat_ws` passes over. The engine is several times as fast at writing the text.
    const line = `'{' || concat_ws(',', ${pairs.join(', ')}) || '}'`;
    for await (const lines of facts.texts(line, kindOf(options))) yield `${lines.join('\n')}\n`;
  },
});

function valueSql({ name, sql }: EventColumn): string {
  const column = quoted(name);
  if (name === 'attributes') return column;
  if (sql === 'timestamptz') return `'"' || ${instantSql(column)} || '"'`;
  return sql === 'varchar' ? `cast(to_json(${column}) as varchar)` : `cast(${column} as varchar)`;
}
