/** The order in which an event travels. A file may import its own layer and anything before it. */

/** Folders and files of src/, upstream first. */
export const LAYERS = [
  'errors.ts',
  'event',
  'config',
  'duckdb.ts',
  'sources',
  'redaction',
  // Pure, so that the gate may use it as well as an analysis.
  'insight',
  'store',
  'doors',
  'accept.ts',
  'record/failures.ts',
  'record.ts',
  'record',
  'ingest',
  'ingest.ts',
  'ingest-worker.ts',
  'sample',
  'analyses',
  'engine',
  'outcomes',
  'outcomes.ts',
  'share',
  'sync',
  'team',
  'report',
  'sinks',
  'server',
  'sdk',
  'clients',
  'hook',
  'mcp',
  'cli',
  'plugin.ts',
  'index.ts',
] as const;

/** Place in the order: a file that is named itself, else its folder; -1 for what has no place. */
export function layerOf(path: string): number {
  const order: readonly string[] = LAYERS;
  const own = order.indexOf(path);
  return own >= 0 ? own : order.indexOf(path.split('/')[0] ?? '');
}
