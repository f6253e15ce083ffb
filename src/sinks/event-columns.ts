/** What the formats for events of every kind have in common: which columns they show, and the choice of one kind. */

import { KINDS, fieldsOf, type Kind } from '../event/schema.ts';
import { isKind } from '../event/validate.ts';
import { EVENT_COLUMNS, type EventColumn } from '../store/columns.ts';
import type { SinkOption, SinkOptions } from './define.ts';

export const KIND_OPTION = {
  kind: {
    value: 'KIND',
    choices: Object.keys(KINDS),
    help: 'Only events of this kind, with the fields that it may carry.',
  },
} as const satisfies Record<string, SinkOption>;

/** The columns that the chosen kind may fill; all of them without one. */
export function columnsOf(options: SinkOptions): readonly EventColumn[] {
  const fields = kindOf(options)?.flatMap(fieldsOf);
  return fields === undefined ? EVENT_COLUMNS : EVENT_COLUMNS.filter(({ name }) => fields.includes(name));
}

/** The chosen kind as a list; undefined without one. */
export function kindOf({ kind }: SinkOptions): readonly Kind[] | undefined {
  return isKind(kind) ? [kind] : undefined;
}

/** Events of the chosen kind, oldest first. `columns` is what to select. */
export function eventQuery(columns: readonly string[], options: SinkOptions): string {
  const kinds = kindOf(options)?.map((kind) => `where "kind" = '${kind}'`);
  return `select ${columns.join(', ')} from event ${kinds?.join('') ?? ''} order by "at", "kind", "id"`;
}

/** An instant as the log writes it. */
export function instantSql(column: string): string {
  return `strftime(${column}, '%Y-%m-%dT%H:%M:%S.%gZ')`;
}
