/** What is to be forgotten, from the words of the command line. Names that were shortened are looked up in the log. */

import { AppError } from '../../errors.ts';
import type { Forgetting } from '../../store/forgotten.ts';
import { commonParams, withEngine } from '../asking.ts';
import type { Context, Parsed } from '../define.ts';
import { readWhen } from '../when.ts';

export async function readWanted(parsed: Parsed, context: Context): Promise<Forgetting> {
  const session = sessionIn(parsed);
  const repo = parsed.text('repo');
  const { since, until } = periodIn(parsed, context);
  const isTimed = since !== undefined || parsed.text('until') !== undefined;
  if (session !== undefined && (repo !== undefined || isTimed)) {
    throw new AppError(
      'usage/bad-value',
      'A session is forgotten as a whole: give it without --repo, --since and --until.',
    );
  }
  if (session === undefined && repo === undefined && !isTimed && parsed.text('since') === undefined) {
    throw new AppError('usage/missing-argument', 'hindcast forget needs to know what.', {
      hint: 'Give a session, --repo, or --since and --until. hindcast sessions lists sessions.',
    });
  }
  if (session === undefined && repo === undefined) return { ...(since === undefined ? {} : { since }), until };
  const names = await lookedUp({ session, repo }, context);
  if (names.session !== null) return { session: names.session };
  return { ...(names.repo === null ? {} : { repo: names.repo }), ...(since === undefined ? {} : { since }), until };
}

function sessionIn(parsed: Parsed): string | undefined {
  const [given] = parsed.args;
  const flag = parsed.text('session');
  if (given !== undefined && flag !== undefined && given !== flag)
    throw new AppError('usage/bad-value', 'Give the session once: as SESSION or with --session.');
  return given ?? flag;
}

/** Never beyond now: what has not happened yet is not forgotten. */
function periodIn(parsed: Parsed, { settings, now }: Context): { since: string | undefined; until: string } {
  const asked = { now: now(), zone: settings.value('timezone') };
  const [from, to] = [parsed.text('since'), parsed.text('until')];
  const since = from === undefined ? null : readWhen(from, 'since', { ...asked, flag: 'since' });
  const latest = asked.now.toISOString();
  const until = (to === undefined ? null : readWhen(to, 'until', { ...asked, flag: 'until' })) ?? latest;
  if (since !== null && until <= since) {
    throw new AppError('usage/bad-value', `There is no time between --since ${from} and --until ${to ?? 'now'}.`, {
      hint: 'Exchange the two, or leave one out.',
    });
  }
  return { since: since ?? undefined, until: until < latest ? until : latest };
}

type Named = { readonly session: string | undefined; readonly repo: string | undefined };

function lookedUp(named: Named, context: Context): Promise<{ session: string | null; repo: string | null }> {
  const values: Readonly<Record<string, string | undefined>> = named;
  const parsed: Parsed = {
    args: [],
    text: (flag) => values[flag],
    list: () => [],
    is: () => false,
    isOff: () => false,
  };
  const period = { since: null, until: null, tz: 'UTC', words: undefined, flag: '' };
  return withEngine(context, period, (engine) => commonParams({ parsed, period, notice: context.out.notice }, engine));
}
