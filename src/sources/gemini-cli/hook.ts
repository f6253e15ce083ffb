/**
 * One hook payload of Gemini CLI. Its payloads carry no ids of calls or messages, so only the session comes of them; calls, answers and
 * prompts are read from the chat file, which the payload names.
 */

import { skip } from '../../event/skip.ts';
import type { Yielded } from '../define.ts';
import { instant, known, object, text } from '../read.ts';

export function readHook(payload: unknown, now: string): readonly Yielded[] {
  const told = object(payload);
  if (told === undefined) return [skip('not-an-object')];
  const id = text(told['session_id']);
  const event = text(told['hook_event_name']);
  if (event === undefined) return [skip('unknown-type')];
  if (id === undefined) return [skip('no-id')];
  if (PARTS.has(event)) return [skip('part-of-event')];
  if (QUIET.has(event)) return [skip('not-telemetry')];
  if (!SESSIONS.has(event)) return [skip('unknown-type')];
  const at = instant(told['timestamp']) ?? now;
  return [
    known({
      kind: 'session',
      id,
      at,
      observers: 'hook',
      agent: 'gemini-cli',
      session_id: id,
      cwd: text(told['cwd']),
      origin: event === 'SessionStart' ? text(told['source']) : undefined,
      ended_at: event === 'SessionStart' ? undefined : at,
    } as const),
  ];
}

const SESSIONS = new Set(['SessionStart', 'AfterAgent', 'SessionEnd']);
/** The chat file tells the same, with ids. */
const PARTS = new Set(['BeforeAgent', 'BeforeTool', 'AfterTool', 'BeforeModel', 'AfterModel', 'BeforeToolSelection']);
/** `PreCompress` comes on every turn, not only when something is compressed. */
const QUIET = new Set(['PreCompress', 'Notification']);
