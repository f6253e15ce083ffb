/**
 * The columns without which an analysis cannot answer. Reading them, and nothing else, is the floor that its time is compared with.
 */

type Floor = { readonly kind: string; readonly columns: readonly string[] };

const TOKENS = [
  'input_tokens',
  'cache_read_tokens',
  'cache_write_5m_tokens',
  'cache_write_1h_tokens',
  'output_tokens',
  'output_is_final',
  'service_tier',
  'web_searches',
  'reported_cost_micros',
];
const ORDER = ['stream_key', 'seq', 'at'];

const FLOORS: Readonly<Record<string, Floor>> = {
  usage: { kind: 'answer', columns: ['model', 'at', ...TOKENS] },
  'usage-by-day': { kind: 'answer', columns: ['model', 'at', ...TOKENS] },
  tools: {
    kind: 'call',
    columns: ['tool', 'outcome', 'error_class', 'duration_ms', 'observers', 'stream_key', 'seq', 'target_key'],
  },
  coverage: { kind: 'call', columns: ['session_id', 'observers', 'outcome', 'error_class', 'at'] },
  chains: { kind: 'call', columns: [...ORDER, 'tool', 'outcome', 'duration_ms', 'elapsed_ms', 'observers'] },
  recoveries: { kind: 'call', columns: [...ORDER, 'tool', 'outcome', 'error_class', 'target_key', 'program'] },
  parallel: {
    kind: 'call',
    columns: [...ORDER, 'turn', 'tool', 'target_key', 'program', 'duration_ms', 'elapsed_ms'],
  },
  retries: {
    kind: 'call',
    columns: [...ORDER, 'turn', 'tool', 'target_key', 'program', 'outcome', 'duration_ms', 'elapsed_ms'],
  },
  errors: {
    kind: 'call',
    columns: [...ORDER, 'tool', 'outcome', 'error_class', 'fingerprint', 'session_id', 'repo', 'agent', 'target_key'],
  },
  latency: { kind: 'call', columns: [...ORDER, 'turn', 'tool', 'duration_ms', 'elapsed_ms'] },
  trends: { kind: 'call', columns: ['at', 'session_id', 'outcome'] },
  sessions: { kind: 'call', columns: ['session_id', 'at', 'tool', 'outcome', 'program'] },
};

/** The query that reads the floor from the view `event`; nothing where none is known. */
export function floorQuery(analysis: string): string | undefined {
  const floor = FLOORS[analysis];
  if (floor === undefined) return undefined;
  return `select ${floor.columns.map((name) => `max("${name}")`).join(', ')} from event where kind = '${floor.kind}'`;
}
