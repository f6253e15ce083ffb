/** Reads that are followed by edits, in every way that counts or does not; worked out by hand in `chains.test.ts`. */

import type { Given } from '../engine/event-table.ts';

const START = Date.UTC(2026, 10, 10, 12);

/** One event of a session, `second` seconds after its start, at the place `seq` of its file. */
function told(session: string, [seq, second]: readonly [number, number], more: Given): Given {
  return {
    id: `${session}-${seq}`,
    session_id: session,
    seq,
    at: new Date(START + second * 1000).toISOString(),
    ...more,
  };
}

const prompt = { kind: 'prompt' } as const;
const read = { kind: 'call', tool: 'Read', outcome: 'ok', elapsed_ms: 1000 } as const;
const edit = { kind: 'call', tool: 'Edit', outcome: 'ok' } as const;
const failed = { ...edit, outcome: 'tool_error', error_class: 'string_not_found' } as const;

/** A read that takes a second, two seconds of nothing, an edit. */
function pair(session: string, [first, last]: readonly [Given, Given] = [read, edit]): readonly Given[] {
  return [told(session, [1, 0], prompt), told(session, [2, 0], first), told(session, [3, 3], last)];
}

export const EVENTS: readonly Given[] = [
  ...['s1', 's2', 's3', 's4', 's5', 's6', 's7'].flatMap((session) => pair(session)),
  ...pair('fails', [read, failed]),
  // Nobody saw how it ended; null is the same as unknown.
  ...pair('unknown', [read, { kind: 'call', tool: 'Edit' }]),
  ...pair('denied', [read, { ...edit, outcome: 'denied', error_class: 'user_rejected' }]),
  // The exact time counts before that of the transcript: 2 seconds of gap, not -6.
  ...pair('exact', [{ ...read, duration_ms: 1000, elapsed_ms: 9000 }, edit]),
  // No gap is known: one that ran beside the other, one without an end, and a clock that runs backwards.
  ...pair('beside', [{ ...read, elapsed_ms: 5000 }, edit]),
  ...pair('endless', [{ kind: 'call', tool: 'Read', outcome: 'ok' }, edit]),
  told('backwards', [1, 50], read),
  told('backwards', [2, 20], edit),
  // No chain: a prompt, a tool that is rare, and a call of an unknown tool stand between.
  told('prompted', [1, 0], read),
  told('prompted', [2, 2], prompt),
  told('prompted', [3, 4], edit),
  told('rare', [1, 0], read),
  told('rare', [2, 2], { kind: 'call', tool: 'Rare', outcome: 'ok' }),
  told('rare', [3, 4], edit),
  told('nameless', [1, 0], read),
  told('nameless', [2, 2], { kind: 'call', outcome: 'ok' }),
  told('nameless', [3, 4], edit),
  // Side by side, not one after the other: a subagent has an order of its own.
  told('subagent', [1, 0], read),
  { ...told('subagent', [2, 2], edit), subagent_id: 'a1' },
  // What no session is known of is in no order.
  { ...told('s0', [1, 0], read), session_id: null },
  { ...told('s0', [2, 3], edit), session_id: null },
  // Edits that nothing precedes: half of them fail.
  ...Array.from({ length: 10 }, (_, index): readonly Given[] => [
    told('alone', [index * 2, index * 60], prompt),
    told('alone', [index * 2 + 1, index * 60 + 5], index % 2 === 0 ? edit : failed),
  ]).flat(),
];
