/** What the log and git say of something that was judged, in one sentence, and whether it speaks against the judgement. */

import sessions from '../../analyses/sessions.ts';
import { contradiction } from '../../insight/outcome.ts';
import { plain } from '../../report/width.ts';
import { withEngine } from '../asking.ts';
import type { Context } from '../define.ts';
import { findOutcomesNow } from '../outcomes.ts';
import type { Target } from './target.ts';

/** Undefined when nothing is known of it. */
export async function saidOf(target: Target, rating: number, context: Context): Promise<string | undefined> {
  return target.kind === 'invocation' ? saidOfInvocation(target, rating) : saidOfSession(target, rating, context);
}

function saidOfInvocation({ status, success }: Target, rating: number): string | undefined {
  if (success === undefined && status === undefined) return undefined;
  const ended = plain(status ?? (success === true ? 'success' : 'failure'));
  if ((rating >= 4 && success === false) || (rating <= 2 && success === true))
    return `You rated ${rating}, but it ended with the status ${ended}.`;
  return `It ended with the status ${ended}.`;
}

async function saidOfSession({ id }: Target, rating: number, context: Context): Promise<string | undefined> {
  await findOutcomesNow(context);
  const { rows } = await withEngine(context, { since: null, until: null }, (engine) =>
    engine.run(sessions, { session: id, limit: 1 }),
  );
  const { outcome, evidence, confidence } = rows[0] ?? {};
  const why = typeof evidence === 'string' ? ` (${evidence}; confidence ${String(confidence)})` : '';
  const against = contradiction(rating, outcome);
  if (against !== undefined) return `You rated ${rating}, but ${against}${why}.`;
  if (typeof outcome !== 'string' || outcome === 'unknown') return undefined;
  return `What became of it: ${outcome.replace('_', ' ')}${why}.`;
}
