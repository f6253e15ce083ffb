/**
 * What may leave this machine, field by field: the level from which on a field is shared, and the form in which it travels. A field of the
 * event contract that had no line here would not compile.
 */

import { KINDS, fieldsOf, type FieldName, type Kind } from '../event/schema.ts';
import { isKind } from '../event/validate.ts';

/** `metrics`: counts, times, outcomes, names of tools and models. `redacted`: also texts, redacted once more. */
export const LEVELS = ['metrics', 'redacted'] as const;
export type Level = (typeof LEVELS)[number];

/**
 * `word` a name without space, path or address · `version` digits with dots · `closed` one of a list, or a fingerprint · `number`, `flag` ·
 * `size` a number of bytes, of which two digits are kept: a size can tell which file it was · `span` milliseconds, three digits ·
 * `growing` a number that grows from row to row · `cached` one that goes on from the row before · `instant` whole seconds · `thread` pseudonym of a conversation · `subject` pseudonym of
 * what it names · `text` redacted.
 */
export type Form =
  | 'word'
  | 'version'
  | 'closed'
  | 'number'
  | 'size'
  | 'span'
  | 'growing'
  | 'cached'
  | 'flag'
  | 'instant'
  | 'thread'
  | 'subject'
  | 'text';

/** `frame`: it stands once, in the header of a shard, at the head of a block, or in a column of its own. */
type Leaves = readonly [Level, Form] | 'frame' | 'never';

export const LEAVES = {
  v: 'frame',
  kind: 'frame',
  id: 'frame',
  at: ['metrics', 'instant'],
  utc_offset_min: 'never',
  observers: ['metrics', 'closed'],
  agent: ['metrics', 'word'],
  agent_version: ['metrics', 'version'],
  session_id: ['metrics', 'thread'],
  session_at: ['metrics', 'instant'],
  subagent_id: ['metrics', 'thread'],
  repo: 'frame',
  branch: ['redacted', 'text'],
  cwd: 'never',
  machine: 'never',
  developer: 'frame',
  seq: ['metrics', 'growing'],
  turn: ['metrics', 'growing'],
  model: ['metrics', 'word'],
  tool: ['metrics', 'word'],
  outcome: ['metrics', 'closed'],
  exit_code: ['metrics', 'number'],
  error_class: ['metrics', 'word'],
  error_text: ['redacted', 'text'],
  fingerprint: ['metrics', 'closed'],
  target: ['redacted', 'text'],
  program: ['redacted', 'text'],
  input_bytes: ['metrics', 'size'],
  output_bytes: ['metrics', 'size'],
  lines_added: ['metrics', 'number'],
  lines_removed: ['metrics', 'number'],
  duration_ms: ['metrics', 'span'],
  elapsed_ms: ['metrics', 'span'],
  request_id: 'never',
  input_tokens: ['metrics', 'number'],
  cache_read_tokens: ['metrics', 'cached'],
  cache_write_5m_tokens: ['metrics', 'number'],
  cache_write_1h_tokens: ['metrics', 'number'],
  output_tokens: ['metrics', 'number'],
  reasoning_tokens: ['metrics', 'number'],
  output_is_final: ['metrics', 'flag'],
  stop_reason: ['metrics', 'word'],
  ttft_ms: ['metrics', 'span'],
  web_searches: ['metrics', 'number'],
  service_tier: ['metrics', 'word'],
  reported_cost_micros: ['metrics', 'number'],
  ended_at: ['metrics', 'instant'],
  origin: ['metrics', 'word'],
  // At `metrics` only where it names an agent; see `levelOf`.
  name: ['redacted', 'text'],
  agent_type: ['metrics', 'word'],
  task: ['redacted', 'text'],
  task_type: ['metrics', 'word'],
  status: ['metrics', 'word'],
  success: ['metrics', 'flag'],
  rating: ['metrics', 'number'],
  would_use_again: ['metrics', 'flag'],
  alternative: ['metrics', 'word'],
  judge: ['metrics', 'word'],
  subject_id: ['metrics', 'subject'],
  arm: ['redacted', 'text'],
  result: ['metrics', 'word'],
  ref: ['redacted', 'text'],
  notes: ['redacted', 'text'],
  attributes: 'never',
} as const satisfies Record<FieldName, Leaves>;

/** A column of the facts of one kind. */
export type Column = { readonly name: FieldName; readonly level: Level; readonly form: Form };

/** The columns of the facts of a kind, in the order of the contract. */
export const COLUMNS: ReadonlyMap<Kind, readonly Column[]> = new Map(
  Object.keys(KINDS)
    .filter(isKind)
    .map((kind) => [kind, columnsOf(kind)]),
);

function columnsOf(kind: Kind): readonly Column[] {
  return fieldsOf(kind).flatMap((name) => {
    const leaves: Leaves = LEAVES[name];
    if (leaves === 'never' || leaves === 'frame') return [];
    // The name of an agent is a word; any other name may be that of a program or of an experiment.
    const [level, form] = kind === 'invocation' && name === 'name' ? (['metrics', 'word'] as const) : leaves;
    return [{ name, level, form }];
  });
}
