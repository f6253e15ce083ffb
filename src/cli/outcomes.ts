/** Asks git what became of the work: before a question about it, and after the overview was delivered. Quiet about what it cannot find out; no command fails because of it. */

import { AppError } from '../errors.ts';
import type { ImportSummary } from '../ingest.ts';
import { findOutcomes } from '../outcomes.ts';
import type { OutcomeSummary } from '../outcomes/look-all.ts';
import type { Context } from './define.ts';

/** Nothing when it is switched off, or nothing moved. */
export async function findOutcomesNow(
  context: Context,
  imported?: Pick<ImportSummary, 'new_events'>,
): Promise<OutcomeSummary | undefined> {
  const { places, environment, settings, now, out } = context;
  if (!settings.value('outcomes.git') || settings.offBecause !== undefined) return undefined;
  const threads = settings.value('engine.threads');
  out.progress('Asking git what became of the work');
  try {
    return await findOutcomes({
      places,
      environment,
      now,
      ...(imported === undefined ? {} : { isNew: imported.new_events > 0 }),
      redaction: async () => (await import('../doors/known.ts')).redactionHere(context),
      open: async (since) => {
        const { openEngine } = await import('../engine/engine.ts');
        return openEngine(places, {
          memoryLimit: settings.value('engine.memoryLimit'),
          ...(threads === null ? {} : { threads }),
          ...(since === undefined ? {} : { since }),
        });
      },
    });
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause;
    return undefined;
  } finally {
    out.progress('');
  }
}
