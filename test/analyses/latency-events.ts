/** One session whose every second is accounted for by hand, a second one whose clock runs backwards, and a subagent. */

import type { Given } from '../engine/event-table.ts';

const at = (second: number): string => new Date(Date.UTC(2026, 10, 10, 12, 0, 0) + second * 1000).toISOString();

export const EVENTS: readonly Given[] = [
  { kind: 'prompt', at: at(0), seq: 100 },
  // 4 s of the model.
  { kind: 'answer', at: at(4), seq: 200 },
  // 1 s more of it until the call; 10 s of the call, of which 6 ran: 4 s of waiting for permission.
  { kind: 'call', at: at(5), seq: 300, tool: 'Bash', outcome: 'ok', elapsed_ms: 10_000, duration_ms: 6000 },
  // Beside it, and 2 s longer.
  { kind: 'call', at: at(5), seq: 400, tool: 'Read', outcome: 'ok', elapsed_ms: 12_000 },
  // 3 s of the model.
  { kind: 'answer', at: at(20), seq: 500 },
  // 40 s of the user, then 600 s of nobody.
  { kind: 'prompt', at: at(60), seq: 600 },
  { kind: 'prompt', at: at(660), seq: 700 },
  { kind: 'answer', at: at(662), seq: 800 },
  // A subagent beside it is no time of its own.
  { kind: 'call', at: at(661), seq: 100, subagent_id: 'agent-1', tool: 'Bash', outcome: 'ok', elapsed_ms: 99_000 },
  // The clock was set back in between: no time was gained by it.
  { kind: 'prompt', session_id: 's2', at: at(100), seq: 100 },
  { kind: 'answer', session_id: 's2', at: at(50), seq: 200 },
  { kind: 'answer', session_id: 's2', at: at(101), seq: 300 },
];
