/** Edits of files that had been read, and of files that had not; a slow tool; questions that an exit status answers. */

import type { Given } from '../engine/event-table.ts';

let seq = 0;
const call = (more: Readonly<Record<string, unknown>>): Given => ({
  kind: 'call',
  outcome: 'ok',
  seq: (seq += 1),
  ...more,
});
const many = (count: number, make: (index: number) => readonly Given[]): readonly Given[] =>
  Array.from({ length: count }, (_, index) => make(index)).flat();
const edit = (target: string, isOk: boolean): Given =>
  call({ tool: 'Edit', target, ...(isOk ? {} : { outcome: 'tool_error', error_class: 'string_not_found' }) });

export const EVENTS: readonly Given[] = [
  ...many(40, (index) => [call({ tool: 'Read', target: `${index}.ts` }), edit(`${index}.ts`, index !== 0)]),
  ...many(20, (index) => [edit(`unread-${index}.ts`, index < 8)]),
  // A read that failed, a read in another session, and a read that came later say nothing about the file.
  call({ tool: 'Read', target: 'a.ts', outcome: 'tool_error', error_class: 'file_not_found' }),
  edit('a.ts', false),
  { ...call({ tool: 'Read', target: 'b.ts' }), session_id: 's2' },
  edit('b.ts', false),
  edit('c.ts', false),
  call({ tool: 'Read', target: 'c.ts' }),
  ...many(12, () => [call({ tool: 'Task', duration_ms: 45_000, target: 'explorer' })]),
  ...many(9, () => [call({ tool: 'Bash', outcome: 'command_nonzero', exit_code: 1, error_class: 'information' })]),
  ...many(2, () => [call({ tool: 'Bash', outcome: 'command_nonzero', exit_code: 1, error_class: 'test_failed' })]),
];
