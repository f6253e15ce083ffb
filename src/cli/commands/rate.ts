/** `hindcast rate`: a person's judgement of a session or an invocation, kept as a feedback event beside what was observed, and compared with it. */

import { randomUUID } from 'node:crypto';

import { AppError } from '../../errors.ts';
import { RATINGS, SCALE, isSuccess, nameOf } from '../../event/ratings.ts';
import type { Event } from '../../event/schema.ts';
import { storeEvents } from '../../ingest/store-events.ts';
import { plain } from '../../report/width.ts';
import { defineCommand, type Context, type Parsed } from '../define.ts';
import { redactionHere } from '../../doors/known.ts';
import { findTarget, type Target } from '../rating/target.ts';

const RATING = /^[1-5]$/;
const MEANINGS = RATINGS.toReversed().map(({ rating, name, meaning }) => `${rating}  ${name}: ${meaning}`);

export default defineCommand('rate', {
  summary: `Judges what was done last here, or the session or invocation that is named: 1 ${nameOf(1)} … 5 ${nameOf(5)}.`,
  description: `${MEANINGS.join('\n')}\nWithout a number it asks for one on the terminal, and any other answer than 1 to 5 judges nothing. What became of the work is told with it, above all when it contradicts the judgement.`,
  args: [
    {
      name: 'TARGET',
      help: 'The session or invocation that is judged: its id, or the beginning of it. Default: the last one of this repository.',
    },
    { name: '1..5', help: `${SCALE}.`, choices: RATINGS.map(({ rating }) => String(rating)) },
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
    { line: 'hindcast rate 4', does: 'What was done last here was good.' },
    { line: 'hindcast rate', does: 'Asks: one key press.' },
    { line: 'hindcast rate 28eb10d9 3', does: 'This session, or this invocation, needed significant fixes.' },
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
    const { beginning, given } = readWords(parsed.args);
    if (given === undefined && (!context.interactive() || context.pressKey === undefined))
      throw new AppError('usage/missing-argument', 'hindcast rate needs a number from 1 to 5.', {
        hint: `${SCALE}: hindcast rate 4`,
      });
    const again = readAgain(parsed);
    const target = await findTarget(beginning, context);
    const rating = given ?? (await askFor(target, context));
    if (rating === undefined) {
      context.out.notice('Nothing was judged.');
      return 0;
    }
    const feedback: Event = {
      kind: 'feedback',
      id: randomUUID(),
      at: context.now().toISOString(),
      observers: 'log',
      agent: target.agent,
      ...(target.session === undefined ? {} : { session_id: target.session }),
      subject_id: target.id,
      judge: 'human',
      rating,
      success: isSuccess(rating),
      ...(again === undefined ? {} : { would_use_again: again }),
      ...textOf('alternative', parsed),
      ...textOf('notes', parsed),
    };
    await storeEvents({ places: context.places, events: [feedback], redaction: redactionHere(context) });
    context.out.write(`${titleOf(target)}: ${rating} of 5, ${nameOf(rating)}.\n`);
    const { saidOf } = await import('../rating/became.ts');
    const said = await saidOf(target, rating, context);
    if (said !== undefined) context.out.write(`${said}\n`);
    return 0;
  },
});

type Words = { readonly beginning: string | undefined; readonly given: number | undefined };

/** One word is a rating when it looks like one; two are what is judged and the rating. */
function readWords([first, second]: readonly string[]): Words {
  if (second !== undefined) return { beginning: first, given: readRating(second) };
  if (first === undefined) return { beginning: undefined, given: undefined };
  return /^-?\d{1,2}(?:\.\d*)?$/.test(first)
    ? { beginning: undefined, given: readRating(first) }
    : { beginning: first, given: undefined };
}

function readRating(text: string): number {
  if (RATING.test(text)) return Number(text);
  throw new AppError('usage/bad-value', `${JSON.stringify(text)} is no rating.`, {
    hint: 'A rating is a number from 1 (failed) to 5 (excellent): hindcast rate 4',
  });
}

async function askFor(target: Target, { pressKey }: Pick<Context, 'pressKey'>): Promise<number | undefined> {
  const question = `How good was the work of ${titleOf(target)}?\n${MEANINGS.map((line) => `  ${line}\n`).join('')}1 to 5, Esc for no judgement: `;
  const key = await pressKey?.(question, RATINGS.map(({ rating }) => rating).join(''));
  return key === undefined ? undefined : Number(key);
}

function readAgain(parsed: Parsed): boolean | undefined {
  const text = parsed.text('would-use-again')?.toLowerCase();
  if (text === undefined) return undefined;
  if (text === 'yes' || text === 'no') return text === 'yes';
  throw new AppError('usage/bad-value', `--would-use-again takes yes or no, not ${JSON.stringify(text)}.`);
}

function textOf(flag: 'alternative' | 'notes', parsed: Parsed): Partial<Record<typeof flag, string>> {
  const text = parsed.text(flag)?.trim();
  return text === undefined || text === '' ? {} : { [flag]: text };
}

function titleOf({ kind, id, agent, name }: Target): string {
  const shown = kind === 'session' ? id.slice(0, 8) : id;
  return plain(`${kind === 'session' ? 'Session' : 'Invocation'} ${shown} of ${name ?? agent}`);
}
