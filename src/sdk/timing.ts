/**
 * One thing that begins here and ends elsewhere, as adapters see it: an answer, a tool call. What is recorded of it at its end belongs to the
 * session and the invocation in which it began, whoever reads the end of it; and nothing that goes wrong in recording leaves this file.
 */

import { AsyncResource } from 'node:async_hooks';
import type { Usage } from './define.ts';
import { typeOf } from './plain.ts';
import { attempt } from './trouble.ts';

export type Times = { readonly startedAt: number; readonly durationMs: number; readonly ttftMs?: number };

export type Timing = {
  /** Notes when the first token came. */
  firstToken(): void;
  /** Runs `tell` the first time, and never again. */
  end(tell: (times: Times) => void): void;
};

export function startTiming(): Timing {
  const [startedAt, start] = [Date.now(), performance.now()];
  const since = (): number => Math.round(performance.now() - start);
  const within = AsyncResource.bind((work: () => void) => attempt(work));
  let ttftMs: number | undefined;
  let isOver = false;
  return {
    firstToken() {
      ttftMs ??= since();
    },
    end(tell) {
      if (isOver) return;
      isOver = true;
      const times = { startedAt, durationMs: since(), ...(ttftMs === undefined ? {} : { ttftMs }) };
      within(() => tell(times));
    },
  };
}

/** What an error makes of an answer: it was not wanted any more, or it failed. */
export function failureOf(error: unknown): Usage {
  return isAborted(error) ? { stopReason: 'cancelled' } : { error: error ?? 'undefined' };
}

/** Whether somebody chose to end it. */
export function isAborted(error: unknown): boolean {
  return typeOf(error).endsWith('AbortError');
}
