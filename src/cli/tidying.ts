/** Folds up past days after an answer was delivered: nobody waits for it, and it changes no answer. */

import { AppError } from '../errors.ts';
import { compact, isWorthCompacting } from '../store/compact.ts';
import type { Context } from './define.ts';

/** Quiet about what is no concern of the question: another process that is at it, a log that cannot be written (`hindcast doctor` tells). */
export async function tidyUp({ out, places, now }: Context): Promise<void> {
  const before = now().toISOString().slice(0, 10);
  if (!isWorthCompacting(places, { before })) return;
  out.progress('Compacting past days');
  try {
    await compact(places, { before });
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause;
  } finally {
    out.progress('');
  }
}
