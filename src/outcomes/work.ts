/** What the log says about work in repositories that exist on this machine: which sessions were where and when, and which files they edited. */

import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';

import type { Cell } from '../analyses/define.ts';
import type { Environment } from '../config/environment.ts';
import { findRepository, worktreeOf, type Git as Repository } from '../doors/repo.ts';
import type { Engine } from '../engine/define.ts';
import { ACTIVE_S, type Work } from '../insight/commits.ts';

export type Session = { readonly id: string; readonly agent: string; readonly startedAt: string; readonly cwd: string };

/** A commit that an earlier look put into the log. `told`: what is already known about it. */
export type KnownCommit = {
  readonly sha: string;
  readonly sessionId: string;
  /** Seconds since 1970. */ readonly authoredAt: number;
  readonly told: ReadonlySet<string>;
};

export type RepositoryWork = {
  readonly common: string;
  /** A folder of it that exists. */ readonly root: string;
  readonly works: readonly Work[];
  /** Changes when the log holds more of these sessions. */ readonly amount: string;
};

export type LoggedWork = {
  readonly sessions: ReadonlyMap<string, Session>;
  /** The one that was worked in last comes first. */ readonly repositories: readonly RepositoryWork[];
  readonly known: readonly KnownCommit[];
};

export const ID = 'git:';

export async function readWork(engine: Engine, environment: Environment): Promise<LoggedWork> {
  const places = makePlaces(environment.homeDir);
  const sessions = new Map<string, Session>();
  const logged = await engine.sql(`
    select session_id, max(agent), min(coalesce(session_at, started_at)) as began, max(cwd)
    from session
    where session_id is not null and cwd is not null
    group by session_id
    order by began, session_id`);
  for (const [id, agent, startedAt, folder] of logged.rows) {
    const cwd = places.real(text(folder));
    if (existsSync(cwd) || places.of(cwd) !== undefined)
      sessions.set(text(id), { id: text(id), agent: text(agent), startedAt: text(startedAt), cwd });
  }
  if (sessions.size === 0) return { sessions, repositories: [], known: [] };
  const repositories = await readRepositories(engine, sessions, places);
  return { sessions, repositories, known: await readKnown(engine) };
}

/** What is found out about a session in all repositories alike, and the files it edited in each. */
type Seen = {
  readonly active: Set<number>;
  readonly commitsAt: number[];
  readonly told: string[];
  ranCommands: boolean;
  readonly edits: Map<string, Map<string, number>>;
};

async function readRepositories(
  engine: Engine,
  sessions: ReadonlyMap<string, Session>,
  places: Places,
): Promise<readonly RepositoryWork[]> {
  const roots = new Map<string, string>();
  const seen = new Map<string, Seen>();
  const seenOf = (id: Cell | undefined): Seen | undefined => {
    if (!sessions.has(text(id))) return undefined;
    let found = seen.get(text(id));
    if (found === undefined)
      seen.set(
        text(id),
        (found = { active: new Set(), commitsAt: [], told: [], ranCommands: false, edits: new Map() }),
      );
    return found;
  };
  for (const [id, span, commands] of (await engine.sql(ACTIVITY)).rows) {
    const found = seenOf(id);
    found?.active.add(Number(span));
    if (found !== undefined && Number(commands) > 0) found.ranCommands = true;
  }
  for (const [id, at] of (await engine.sql(COMMANDS)).rows) seenOf(id)?.commitsAt.push(Number(at));
  for (const [id, ref] of (await engine.sql(TOLD)).rows) seenOf(id)?.told.push(text(ref));
  for (const [id, target, at] of (await engine.sql(EDITS)).rows) {
    const [session, found] = [sessions.get(text(id)), seenOf(id)];
    if (session === undefined || found === undefined) continue;
    const path = places.real(text(target));
    const file = places.fileOf(isAbsolute(path) ? path : join(session.cwd, path));
    if (file === undefined) continue;
    roots.set(file.common, roots.get(file.common) ?? file.root);
    const files = found.edits.get(file.common) ?? new Map<string, number>();
    found.edits.set(file.common, files.set(file.name, Math.min(files.get(file.name) ?? Infinity, Number(at))));
  }
  const here = new Map<string, string>();
  for (const { id, cwd } of sessions.values()) {
    const place = places.of(cwd);
    if (place === undefined) continue;
    here.set(id, place.common);
    roots.set(place.common, roots.get(place.common) ?? place.root);
  }
  return [...roots]
    .map(([common, root]) => {
      const works = [...seen]
        .filter(([id, { edits }]) => here.get(id) === common || edits.has(common))
        .map(([id, { edits, ...all }]): Work => ({
          ...all,
          sessionId: id,
          isHere: here.get(id) === common,
          edits: edits.get(common) ?? new Map(),
        }));
      const last = works.reduce((latest, { active }) => Math.max(latest, ...active), 0);
      const pieces = works.reduce((sum, work) => sum + work.active.size + work.edits.size + work.commitsAt.length, 0);
      return { common, root, works, last, amount: `${works.length} ${pieces} ${last}` };
    })
    .toSorted((a, b) => b.last - a.last || (a.common < b.common ? -1 : 1));
}

const ACTIVITY = `
  select session_id, cast(floor(extract(epoch from event.at) / ${ACTIVE_S}) as bigint), count(program)
  from event
  where kind in ('prompt', 'call', 'answer') and session_id is not null
  group by 1, 2`;
const COMMANDS = `
  select session_id, floor(extract(epoch from started_at) + coalesce(elapsed_ms, duration_ms, 0) / 1000.0)
  from call
  where program = 'git commit' and outcome = 'ok' and session_id is not null`;
const TOLD = `
  select session_id, ref
  from outcome
  where result = 'committed' and session_id is not null and regexp_full_match(ref, '[0-9a-f]{7,64}')
    and not starts_with(outcome_id, '${ID}')
  order by started_at, outcome_id`;
const EDITS = `
  select session_id, target, min(extract(epoch from started_at))
  from call
  where outcome = 'ok' and target is not null and session_id is not null
    and tool in (select tool from tool_kind where kind in ('write', 'edit', 'patch'))
  group by 1, 2`;

async function readKnown(engine: Engine): Promise<readonly KnownCommit[]> {
  const { rows } = await engine.sql(`
    select outcome_id, ref, coalesce(session_id, subject_id), extract(epoch from started_at)
    from outcome
    where starts_with(outcome_id, '${ID}') and ref is not null
    order by outcome_id`);
  const told = new Map<string, Set<string>>();
  for (const [id, ref] of rows) told.set(text(ref), (told.get(text(ref)) ?? new Set()).add(text(id)));
  return rows
    .filter(([id, ref]) => id === `${ID}${text(ref)}`)
    .map(([, ref, session, at]) => ({
      sha: text(ref),
      sessionId: text(session),
      authoredAt: Number(at),
      told: told.get(text(ref)) ?? new Set(),
    }));
}

type Places = {
  /** A path of the log as it is on this disk: the name of the home folder, which redaction hid, is put back. */
  real(path: string): string;
  of(folder: string): Pick<Repository, 'common' | 'root'> | undefined;
  fileOf(path: string): { readonly common: string; readonly root: string; readonly name: string } | undefined;
};

function makePlaces(homeDir: string): Places {
  const hidden = join(dirname(homeDir), '***');
  const found = new Map<string, Repository | undefined>();
  const of = (folder: string): Pick<Repository, 'common' | 'root'> | undefined => {
    if (!found.has(folder)) found.set(folder, findRepository(folder, homeDir));
    const repository = found.get(folder);
    const root = [repository?.root, repository?.folder].find((one) => one !== undefined && existsSync(one));
    return repository === undefined || root === undefined ? undefined : { common: repository.common, root };
  };
  return {
    real: (path) =>
      path === hidden || (/^[\\/]/.test(path.slice(hidden.length)) && path.startsWith(hidden))
        ? homeDir + path.slice(hidden.length)
        : path,
    of,
    fileOf(path) {
      const place = of(dirname(path));
      if (place === undefined) return undefined;
      const tree = worktreeOf(path);
      const top = found.get(dirname(path))?.root ?? place.root;
      // A worktree that is gone lies, as far as the disk tells, inside of the repository.
      const name = relative(tree !== undefined && tree.length > top.length ? tree : top, path).replaceAll('\\', '/');
      return name === '' || name.startsWith('../') ? undefined : { ...place, name };
    },
  };
}

function text(cell: Cell | undefined): string {
  return typeof cell === 'string' ? cell : '';
}
