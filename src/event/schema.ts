/**
 * The event contract: every field that the log may hold, once. Types, JSON Schema, the engine's columns, the merge of
 * several observations, what redaction does to a field, and the reference page all derive from this table.
 */

import { SCALE } from './ratings.ts';

/** Raised when a field changes its meaning; `upgrade.ts` holds one step per number. */
export const SCHEMA_VERSION = 2;

/** How a value is stored: JSON type in the log, column type in the engines. */
export type FieldType = 'text' | 'integer' | 'boolean' | 'instant' | 'json';

/**
 * How several observations of one thing become one, field by field. Each is commutative, associative and idempotent, so
 * the order and the day on which observations arrive do not matter.
 * `min`, `max` (text: greatest in byte order; boolean: or) · `longest` the text of most bytes, of equally long ones the greatest ·
 * `home` value of the observation with the least (`session_at`, `session_id`) ·
 * `explicit` the most explicit outcome (see OUTCOMES) · `verdict` value of the observation whose outcome that is, even when it has none; of
 * several the clearest (a failure class that names the reason), then the greatest · `union` union of a comma-separated list.
 */
export type Merge = 'min' | 'max' | 'longest' | 'home' | 'explicit' | 'verdict' | 'union';

/**
 * What redaction does: `id` an identifier of the client (kept when it looks like one, else scanned) · `word` a name from a small
 * vocabulary (scanned) · `path` and `text` scanned and cut to 500 characters · `none` numbers, instants, closed lists.
 */
export type Content = 'id' | 'word' | 'path' | 'text' | 'none';

export type Field = {
  readonly type: FieldType;
  readonly merge: Merge;
  readonly content: Content;
  readonly help: string;
};

const id = (help: string, merge: Merge = 'max') => ({ type: 'text', merge, content: 'id', help }) as const;
const word = (help: string, merge: Merge = 'max') => ({ type: 'text', merge, content: 'word', help }) as const;
const text = (help: string, merge: Merge = 'max') => ({ type: 'text', merge, content: 'text', help }) as const;
const path = (help: string) => ({ type: 'text', merge: 'max', content: 'path', help }) as const;
const closed = (help: string, merge: Merge = 'max') => ({ type: 'text', merge, content: 'none', help }) as const;
const count = (help: string, merge: Merge = 'max') => ({ type: 'integer', merge, content: 'none', help }) as const;
const flag = (help: string) => ({ type: 'boolean', merge: 'max', content: 'none', help }) as const;
const instant = (help: string, merge: Merge) => ({ type: 'instant', merge, content: 'none', help }) as const;
const json = (help: string) => ({ type: 'json', merge: 'longest', content: 'text', help }) as const;

/** Every field, in the order of the columns. */
export const FIELDS = {
  v: count('Version of this schema.'),
  kind: closed('What the event observes; see KINDS.'),
  id: id('Stable id made from what the source says. Equal (kind, id) means the same thing seen again.'),
  at: instant('When it began, UTC.', 'min'),
  utc_offset_min: count('Minutes by which the local clock was ahead of UTC.'),
  observers: closed('Who saw it: comma-separated from OBSERVERS, sorted.', 'union'),
  agent: word('The agent client: claude-code, codex, … or the program that reported.'),
  agent_version: word('Version of the client.'),
  session_id: id('The conversation it belongs to.', 'home'),
  session_at: instant('First instant of that conversation, which decides between a session and its forks.', 'min'),
  subagent_id: id('Set inside a subagent; its calls are an order of their own.'),
  repo: word('Identity of the repository: host/owner/name, or local/name without a remote.', 'home'),
  branch: word('Git branch.', 'home'),
  cwd: path('Working directory (session events only).'),
  machine: id('Random id of the installation that wrote the event.', 'home'),
  developer: id('Pseudonym of the developer, only in shared facts.', 'home'),
  seq: count(
    'Place within its file, growing and never shared by two calls: the order inside a session or subagent.',
    'min',
  ),
  turn: count('Number of the answer within its file; calls of one answer share it.', 'min'),
  model: word('Model that answered, or that made the call.'),

  tool: word('Name of the tool as the client spells it.'),
  outcome: closed('What became of the call; see OUTCOMES.', 'explicit'),
  exit_code: count('Exit status of a command.', 'verdict'),
  error_class: word('Class of the failure, from the table of classes, or the exception type.', 'verdict'),
  error_text: text('Message of the failure, redacted.', 'verdict'),
  fingerprint: closed(
    'Group of the failure, made from the redacted message; begins with the version of the rules.',
    'verdict',
  ),
  target: text('What the call was about: file path, command, pattern, URL, subagent type. Redacted.'),
  program: word('Program that a command runs, with its subcommand: git commit, npm test, pytest.'),
  input_bytes: count('UTF-8 size of the parameters, or of the prompt.'),
  output_bytes: count('UTF-8 size of the result, or of the visible answer.'),
  lines_added: count('Lines added by an edit or a session.'),
  lines_removed: count('Lines removed by an edit or a session.'),
  duration_ms: count('Exact run time, without waiting for permission. Absent when nobody measured it.'),
  elapsed_ms: count('From request to result by the clock of the transcript, waiting for permission included.'),

  request_id: id('Id of the model request, which telemetry of the client uses.'),
  input_tokens: count('Input tokens without any cached ones.'),
  cache_read_tokens: count('Input tokens read from the cache.'),
  cache_write_5m_tokens: count('Input tokens written to the 5-minute cache, or to a cache of unnamed duration.'),
  cache_write_1h_tokens: count('Input tokens written to the 1-hour cache.'),
  output_tokens: count('Output tokens, reasoning included.'),
  reasoning_tokens: count('Part of output_tokens that was reasoning.'),
  output_is_final: flag('False while output_tokens is only a lower bound (streaming placeholder).'),
  stop_reason: word('Why the answer ended.'),
  ttft_ms: count('Time to the first token.'),
  web_searches: count('Searches that the provider bills apart.'),
  service_tier: word('Tier or speed that changes the price: standard, fast, batch …'),
  reported_cost_micros: count("The client's own figure, in millionths of a US dollar."),

  ended_at: instant('Last instant seen.', 'max'),
  origin: word('How it started: startup, resume, fork, user, sdk …'),
  name: word('Name of the agent invoked, of the program, of the experiment.'),
  agent_type: word('Type of the agent invoked.'),
  task: text('Description of the task, redacted.'),
  task_type: word('Type of the task: plan, execute, verify, discuss, quick, bug_fix …'),
  status: word('Final state of an invocation.'),
  success: flag('Whether it succeeded, as judged.'),
  rating: count(`${SCALE}.`),
  would_use_again: flag('Whether the judge would use the agent again.'),
  alternative: word('Agent that would have been better.'),
  judge: word('Who judged: human, test, build …'),
  subject_id: id('Id of the invocation, session or unit that this is about.'),
  arm: word('Arm of the experiment.'),
  result: word('What became of the work: committed, pushed, tests_passed, tests_failed, reverted, pr_opened …'),
  ref: id('Commit, pull request or branch that proves it.'),
  notes: text('Free text of the person who logged it, redacted.'),
  attributes: json('What else the record said, as a JSON object, redacted.'),
} as const satisfies Record<string, Field>;

export type FieldName = keyof typeof FIELDS;

/** What every kind may carry. */
const COMMON = [
  'v',
  'kind',
  'id',
  'at',
  'utc_offset_min',
  'observers',
  'agent',
  'agent_version',
  'session_id',
  'session_at',
  'subagent_id',
  'repo',
  'branch',
  'cwd',
  'machine',
  'developer',
  'seq',
  'turn',
  'model',
  'attributes',
] as const satisfies readonly FieldName[];

/** The kinds of event, and the fields that each adds to the common ones. */
export const KINDS = {
  session: {
    meaning: 'One conversation of an agent client.',
    fields: ['ended_at', 'origin', 'lines_added', 'lines_removed', 'duration_ms', 'reported_cost_micros'],
  },
  prompt: { meaning: 'One user turn. Its text is never stored, only its size.', fields: ['input_bytes', 'origin'] },
  call: {
    meaning: 'One tool call.',
    fields: [
      'tool',
      'outcome',
      'exit_code',
      'error_class',
      'error_text',
      'fingerprint',
      'target',
      'program',
      'input_bytes',
      'output_bytes',
      'lines_added',
      'lines_removed',
      'duration_ms',
      'elapsed_ms',
    ],
  },
  answer: {
    meaning: 'One model response, with its tokens and cost.',
    fields: [
      'request_id',
      'input_tokens',
      'cache_read_tokens',
      'cache_write_5m_tokens',
      'cache_write_1h_tokens',
      'output_tokens',
      'reasoning_tokens',
      'output_is_final',
      'output_bytes',
      'stop_reason',
      'duration_ms',
      'ttft_ms',
      'web_searches',
      'service_tier',
      'reported_cost_micros',
      'success',
      'task_type',
      'notes',
      'error_class',
      'error_text',
    ],
  },
  invocation: {
    meaning: 'One run of a named agent on a task.',
    fields: [
      'name',
      'agent_type',
      'task',
      'task_type',
      'status',
      'success',
      'duration_ms',
      'error_class',
      'error_text',
      'ended_at',
    ],
  },
  feedback: {
    meaning: 'A judgement of an invocation or session.',
    fields: ['subject_id', 'success', 'rating', 'would_use_again', 'alternative', 'judge', 'notes'],
  },
  error: {
    meaning: 'A failure reported by a program.',
    fields: ['name', 'error_class', 'error_text', 'fingerprint', 'target'],
  },
  exposure: { meaning: "An experiment's assignment.", fields: ['name', 'arm', 'subject_id'] },
  outcome: { meaning: 'What became of the work.', fields: ['result', 'ref', 'subject_id', 'target', 'success'] },
} as const satisfies Record<string, { meaning: string; fields: readonly FieldName[] }>;

export type Kind = keyof typeof KINDS;

/** Names of the fields that an event of this kind may carry. */
export function fieldsOf(kind: Kind): readonly FieldName[] {
  return [...COMMON, ...KINDS[kind].fields];
}

/** What can become of a call, least explicit first: when observers differ, the most explicit one is believed. */
export const OUTCOMES = ['unknown', 'ok', 'tool_error', 'command_nonzero', 'cancelled', 'denied'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Who can observe. */
export const OBSERVERS = ['hook', 'log', 'otel', 'sdk', 'transcript'] as const;
export type Observer = (typeof OBSERVERS)[number];

type ValueOf<F extends Field> = F['type'] extends 'integer'
  ? number
  : F['type'] extends 'boolean'
    ? boolean
    : F['type'] extends 'json'
      ? Record<string, unknown>
      : string;

type Special = { kind: Kind; outcome: Outcome };
type Required = 'kind' | 'id' | 'at' | 'observers' | 'agent';

/** All fields, flat. `Event` narrows them by kind. */
export type Fields = {
  [Name in FieldName]: Name extends keyof Special ? Special[Name] : ValueOf<(typeof FIELDS)[Name]>;
};

/** An event of one kind, as a source yields it: required common fields, everything else only when known. */
export type EventOf<K extends Kind> = { kind: K } & Pick<Fields, Exclude<Required, 'kind'>> &
  Partial<Pick<Fields, Exclude<(typeof COMMON)[number], Required>>> &
  Partial<Pick<Fields, (typeof KINDS)[K]['fields'][number]>>;

/** One observation. Nothing in it has been redacted; see `redaction/redact.ts` for what the store accepts. */
export type Event = { [K in Kind]: EventOf<K> }[Kind];
