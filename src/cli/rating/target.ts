/** What is judged: the session or invocation that is named by its id or the beginning of it, else the last one of this repository. */

import { AppError } from '../../errors.ts';
import { findRepository, makeRepoFinder } from '../../doors/repo.ts';
import { plain } from '../../report/width.ts';
import { withEngine } from '../asking.ts';
import type { Context } from '../define.ts';

export type Target = {
  readonly kind: 'session' | 'invocation';
  readonly id: string;
  readonly agent: string;
  /** Of the agent that was invoked. */ readonly name: string | undefined;
  readonly session: string | undefined;
  readonly status: string | undefined;
  readonly success: boolean | undefined;
};

/** Throws when there is none, or when several begin so. */
export async function findTarget(beginning: string | undefined, context: Context): Promise<Target> {
  return beginning === undefined ? findLast(context) : findNamed(beginning, context);
}

async function findNamed(beginning: string, context: Context): Promise<Target> {
  const found = await candidates(`starts_with(id, ${quoted(beginning)})`, context);
  // A tool that runs alone logs both under one id; whoever ran is judged.
  const whole = found.filter(({ id }) => id === beginning);
  const fitting = whole.length > 0 ? whole : found;
  const ids = [...new Set(fitting.map(({ id }) => id))];
  const [first] = fitting;
  if (first === undefined)
    throw new AppError(
      'usage/bad-value',
      `No session and no invocation has an id that begins with ${JSON.stringify(beginning)}.`,
      { hint: 'hindcast sessions --since all lists the sessions; hindcast log prints the ids of invocations.' },
    );
  if (ids.length > 1)
    throw new AppError(
      'usage/bad-value',
      `Several ids begin with ${JSON.stringify(beginning)}: ${ids.slice(0, 6).map(plain).join(', ')}${ids.length > 6 ? ' …' : ''}.`,
      { hint: 'Give more of the id.' },
    );
  return first;
}

/** Inside a checkout only its own work is meant: judging what happened elsewhere would be a mistake that nobody notices. */
async function findLast(context: Context): Promise<Target> {
  const { environment, settings } = context;
  const isRepository = findRepository(environment.cwd, environment.homeDir) !== undefined;
  // Under pseudonyms, the log does not know the name.
  const repo =
    isRepository && !settings.value('redaction.pseudonyms')
      ? makeRepoFinder(environment.homeDir)(environment.cwd)
      : undefined;
  const [last] = await candidates(repo === undefined ? 'is_own' : `is_own and repo = ${quoted(repo)}`, context);
  if (last !== undefined) return last;
  if (repo === undefined)
    throw new AppError('usage/bad-value', 'There is no session yet that could be judged.', {
      hint: 'Run hindcast import first.',
    });
  throw new AppError('usage/bad-value', `Nothing that could be judged is logged of ${repo}.`, {
    hint: 'Run hindcast import first, or name what is judged: hindcast rate TARGET 4',
  });
}

/** Newest first. `is_own`: not merely a part of a session, as a subagent is, which is judged with the session unless it is named. */
async function candidates(condition: string, context: Context): Promise<readonly Target[]> {
  const { rows } = await withEngine(context, { since: null, until: null }, (engine) =>
    engine.sql(`
      with session_seen as (
        select session_id as id, max(agent) as agent, max(repo) as repo, max(event.at) as latest
        from event
        where kind in ('session', 'prompt', 'call', 'answer') and session_id is not null
        group by session_id
      ),
      candidate as (
        select id, 'session' as kind, agent, null as name, id as session_id, null as status, null as success, repo, latest, true as is_own
        from session_seen
        union all
        select
          id, 'invocation', agent, name, session_id, status, success, repo, coalesce(ended_at, event.at),
          observers like '%log%' or observers like '%sdk%'
        from event
        where kind = 'invocation'
      )
      select kind, id, agent, name, session_id, status, success
      from candidate
      where ${condition}
      order by latest desc, kind, id
      limit 20`),
  );
  return rows.flatMap(([kind, id, agent, name, session, status, success]) =>
    (kind === 'session' || kind === 'invocation') && typeof id === 'string' && typeof agent === 'string'
      ? [
          {
            kind,
            id,
            agent,
            name: textOf(name),
            session: textOf(session),
            status: textOf(status),
            success: typeof success === 'boolean' ? success : undefined,
          },
        ]
      : [],
  );
}

function textOf(cell: unknown): string | undefined {
  return typeof cell === 'string' ? cell : undefined;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
