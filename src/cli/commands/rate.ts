/** `hindcast rate`: a person's judgement of a session, kept as a feedback event beside what was observed. */

import { randomUUID } from 'node:crypto';

import { AppError } from '../../errors.ts';
import type { Event } from '../../event/schema.ts';
import { storeEvents } from '../../ingest/store-events.ts';
import { withEngine } from '../asking.ts';
import { defineCommand, type Context, type Parsed } from '../define.ts';
import { redactionHere } from '../../doors/known.ts';

const MEANINGS = ['failed', 'poor', 'acceptable', 'good', 'excellent'] as const;
const RATING = /^[1-5]$/;

export default defineCommand('rate', {
  summary: 'Judges the latest session, or the one that is named: 1 failed … 5 excellent.',
  description:
    '5 exactly what was needed · 4 done, with minor issues · 3 done, after significant fixes · 2 major issues, extensive rework · 1 not done.',
  args: [
    {
      name: 'RATING',
      help: 'A number from 1 to 5, after the beginning of a session id when it is not the latest.',
      required: true,
      many: true,
    },
  ],
  flags: {
    notes: { type: 'text', value: 'TEXT', help: 'Why; it is redacted before it is stored.' },
    alternative: { type: 'text', value: 'AGENT', help: 'An agent that would have been better.' },
    'would-use-again': {
      type: 'text',
      value: 'YES|NO',
      help: 'Whether you would use this agent again.',
      choices: ['yes', 'no'],
    },
  },
  examples: [
    { line: 'hindcast rate 4', does: 'The latest session was good.' },
    { line: 'hindcast rate 28eb10d9 3', does: 'So was this one, after fixes.' },
    {
      line: 'hindcast rate 2 --notes "broke the build twice" --alternative codex',
      does: 'Why, and what would have been better.',
    },
  ],
  async run(parsed, context) {
    if (context.settings.offBecause !== undefined) {
      throw new AppError(
        'usage/bad-value',
        `Recording is off (${context.settings.offBecause}), so nothing can be judged.`,
        {
          hint: 'Unset that variable to judge.',
        },
      );
    }
    const [first = '', second] = parsed.args;
    const rating = readRating(second ?? first);
    const again = readAgain(parsed);
    const session = await findSession(second === undefined ? undefined : first, context);
    const feedback: Event = {
      kind: 'feedback',
      id: randomUUID(),
      at: context.now().toISOString(),
      observers: 'log',
      agent: session.agent,
      session_id: session.id,
      subject_id: session.id,
      judge: 'human',
      rating,
      success: rating >= 3,
      ...(again === undefined ? {} : { would_use_again: again }),
      ...given('alternative', parsed),
      ...given('notes', parsed),
    };
    await storeEvents({ places: context.places, events: [feedback], redaction: redactionHere(context) });
    context.out.write(
      `Session ${session.id.slice(0, 8)} of ${session.agent}: ${rating} of 5, ${MEANINGS[rating - 1] ?? ''}.\n`,
    );
    return 0;
  },
});

function readRating(text: string): number {
  if (RATING.test(text)) return Number(text);
  throw new AppError('usage/bad-value', `${JSON.stringify(text)} is no rating.`, {
    hint: 'A rating is a number from 1 (failed) to 5 (excellent): hindcast rate 4',
  });
}

function readAgain(parsed: Parsed): boolean | undefined {
  const text = parsed.text('would-use-again')?.toLowerCase();
  if (text === undefined) return undefined;
  if (text === 'yes' || text === 'no') return text === 'yes';
  throw new AppError('usage/bad-value', `--would-use-again takes yes or no, not ${JSON.stringify(text)}.`);
}

function given(flag: 'alternative' | 'notes', parsed: Parsed): Partial<Record<typeof flag, string>> {
  const text = parsed.text(flag)?.trim();
  return text === undefined || text === '' ? {} : { [flag]: text };
}

type Session = { readonly id: string; readonly agent: string };

/** The newest session whose id begins so. Throws when there is none. */
async function findSession(beginning: string | undefined, context: Context): Promise<Session> {
  const { rows } = await withEngine(context, { since: null, until: null }, (engine) =>
    engine.sql(`
      select session_id, max(agent), max(event.at) as latest
      from event
      where session_id is not null and kind <> 'feedback' and starts_with(session_id, '${(beginning ?? '').replaceAll("'", "''")}')
      group by session_id
      order by latest desc, session_id
      limit 1`),
  );
  const [id, agent] = rows[0] ?? [];
  if (typeof id === 'string' && typeof agent === 'string') return { id, agent };
  throw new AppError(
    'usage/bad-value',
    beginning === undefined
      ? 'There is no session yet that could be judged.'
      : `No session has an id that begins with ${JSON.stringify(beginning)}.`,
    { hint: beginning === undefined ? 'Run hindcast import first.' : 'hindcast sessions --since all lists them.' },
  );
}
