/** A table of model usage that a project keeps by hand or by script: each row of `.telemetry/usage.csv` is one answer. */

import { skip } from '../event/skip.ts';
import { defineSource, type FileContext, type Parser, type Yielded } from './define.ts';
import { count, instant, known, object, text } from './read.ts';
import { makeOrdinals } from './records/ordinal.ts';

export default defineSource('usage-csv', {
  title: 'usage.csv',
  summary:
    'Reads `.telemetry/usage.csv` below the current folder: timestamp, model, tokens, success, task type, duration and notes of each answer.',
  version: 1,
  files: { roots: [{ path: '.telemetry' }], match: 'usage.csv*', format: 'csv', keep: { text: 4096 } },
  parser,
});

/** The header of the table. */
export const COLUMNS = [
  'timestamp',
  'model',
  'prompt_tokens',
  'completion_tokens',
  'task_success',
  'task_type',
  'duration_ms',
  'notes',
];

function parser(context: FileContext): Parser {
  const ordinals = makeOrdinals(context.state);
  return {
    read(record, position) {
      const row = object(record);
      return [row === undefined ? skip('not-an-object') : readRow(row, position.index, ordinals.of)];
    },
    end: () => [],
    state: () => ordinals.state(),
  };
}

/** A row as an answer. The id is made of its cells, so that who writes a row knows the id that a reader gives it. */
export function readRow(
  row: Readonly<Record<string, unknown>>,
  seq: number,
  ordinalOf: (digest: string) => number,
): Yielded {
  const cells = COLUMNS.map((name) => cell(row[name]));
  const [timestamp = '', model, input, output, succeeded, taskType, duration, notes] = cells;
  const at = instant(/^\d{4}-\d\d-\d\d[T ][\d:.]+$/.test(timestamp) ? `${timestamp.replace(' ', 'T')}Z` : timestamp);
  if (at === undefined) return skip('no-timestamp');
  const numbers = { input_tokens: whole(input), output_tokens: whole(output), duration_ms: whole(duration) };
  const success = judgement(succeeded);
  if (success === null || Object.values(numbers).includes(null)) return skip('bad-value');
  if (numbers.input_tokens === undefined && numbers.output_tokens === undefined) return skip('no-usage');
  // Asked for here, because loading it costs more than all descriptors together.
  const { createHash } = process.getBuiltinModule('node:crypto');
  const digest = createHash('sha256').update(JSON.stringify(cells)).digest('hex').slice(0, 24);
  return known({
    kind: 'answer',
    id: `${digest}-${ordinalOf(digest)}`,
    at,
    observers: 'log',
    agent: 'usage-csv',
    seq,
    model,
    input_tokens: numbers.input_tokens ?? undefined,
    output_tokens: numbers.output_tokens ?? undefined,
    duration_ms: numbers.duration_ms ?? undefined,
    success,
    task_type: taskType,
    notes,
  } as const);
}

/** The text of a cell, without the quote that keeps a spreadsheet from running it as a formula. */
function cell(value: unknown): string | undefined {
  return text(
    text(value)
      ?.trim()
      .replace(/^'(?=[=+\-@])/, ''),
  );
}

/** A count; undefined for an empty cell, null for what is no count. */
function whole(value: string | undefined): number | null | undefined {
  if (value === undefined) return undefined;
  return /^\d+(?:\.\d+)?$/.test(value) ? (count(Number(value)) ?? null) : null;
}

function judgement(value: string | undefined): boolean | null | undefined {
  if (value === undefined) return undefined;
  if (/^(?:true|yes|1)$/i.test(value)) return true;
  return /^(?:false|no|0)$/i.test(value) ? false : null;
}
