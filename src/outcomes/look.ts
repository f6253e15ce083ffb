/** One repository: its commits since the earliest session are given to sessions, and what became of known commits is found out. */

import { readChanges, readHistory, type Change } from '../doors/git/history.ts';
import type { Git } from '../doors/git/run.ts';
import type { EventOf } from '../event/schema.ts';
import { isActive, makeFates, ownerOf, type Commit, type Fates, type History, type Match } from '../insight/commits.ts';
import { ID, type LoggedWork, type RepositoryWork, type Session } from './work.ts';

export type Outcome = EventOf<'outcome'>;

export type Look = {
  readonly events: readonly Outcome[];
  /** Commits of the time of a session that fit several of them. */ readonly ambiguous: number;
  /** Set when time ran out: only what was committed since then has been looked at. */ readonly reached:
    | number
    | undefined;
};

/** `missing`: there is no git. `failed`: git would not read this repository. `cut`: no time was left. `slow`: all of the time was not enough. */
export type Looked = Look | { readonly failure: 'missing' | 'failed' | 'cut' | 'slow' };

export type Looking = {
  readonly git: Git;
  readonly logged: LoggedWork;
  /** Seconds since 1970; see `Reading`. */
  readonly since: number;
  readonly until?: number;
  readonly deadline: number;
};

/** Of the time that is left, what may be spent on finding commits; the rest is for what they changed. */
const WALKING = 0.6;

export async function lookAt(
  repository: RepositoryWork,
  { git, logged, since, until, deadline }: Looking,
): Promise<Looked> {
  const { root, works } = repository;
  const now = performance.now();
  const read = await readHistory(git, { ...repository, since, until, deadline: now + (deadline - now) * WALKING });
  if ('failure' in read) return read;
  const { history } = read;
  if (read.isCut && history.commits.length === 0) return { failure: 'slow' };
  const fates = makeFates(history);
  const fresh = freshCommits(history, { fates, logged, works });
  const lost = history.commits.filter(({ sha, isOwn }) => isOwn && fates.lostBy(sha) !== undefined);
  const later = lost.length === 0 ? [] : laterThan(lost, history, fates);
  const shas = [...new Set([...fresh, ...lost, ...later].map(({ sha }) => sha))];
  const changes = await readChanges(git, { root, deadline }, shas);
  const isGone = (commit: Commit) => lost.includes(commit) && !cameBack(commit, { changes, later });

  const events: Outcome[] = [];
  const known = new Map(
    logged.known.map(({ sha, sessionId, told }) => [sha, { session: logged.sessions.get(sessionId), told }]),
  );
  let ambiguous = 0;
  for (const commit of fresh) {
    const change = changes.get(commit.sha);
    if (change === undefined) continue;
    const owner = ownerOf(commit, change.files, works);
    if (owner === 'ambiguous') ambiguous += 1;
    const session = typeof owner === 'string' ? undefined : logged.sessions.get(owner.work.sessionId);
    if (session === undefined || typeof owner === 'string') continue;
    events.push(committed({ session, root }, commit, { change, ...owner }));
    known.set(commit.sha, { session, told: new Set() });
  }
  const bySha = new Map(history.commits.map((commit) => [commit.sha, commit]));
  for (const [sha, { session, told }] of known) {
    if (session === undefined) continue;
    const commit = bySha.get(sha);
    const reset = commit !== undefined && isGone(commit) ? fates.lostBy(sha) : undefined;
    const later = fateEvents({ session, root }, { sha, commit, fates, reset });
    events.push(...later.filter(({ id }) => !told.has(id)));
  }
  return { events, ambiguous, reached: reached(read, { fresh, changes }) };
}

type Done = { readonly fresh: readonly Commit[]; readonly changes: ReadonlyMap<string, Change> };

/** Git tells the newest commits first. */
function reached(
  { history, isCut }: { history: History; isCut: boolean },
  { fresh, changes }: Done,
): number | undefined {
  const undone = fresh.findIndex(({ sha }) => !changes.has(sha));
  if (undone >= 0) return fresh[Math.max(0, undone - 1)]?.committedAt;
  return isCut ? history.commits.at(-1)?.committedAt : undefined;
}

type Candidates = { readonly fates: Fates; readonly logged: LoggedWork; readonly works: RepositoryWork['works'] };

/** Own commits of the time of some session that are not yet known; of one that was amended or rebased, only its last form. */
function freshCommits({ commits }: History, { fates, logged, works }: Candidates): readonly Commit[] {
  const known = new Set(logged.known.map(({ sha }) => sha));
  const rewritten = new Set(
    logged.known.filter(({ sha }) => !fates.isKept(sha)).map(({ authoredAt }) => Math.floor(authoredAt)),
  );
  return commits.filter(
    (commit) =>
      commit.isOwn &&
      commit.parents.length <= 1 &&
      !known.has(commit.sha) &&
      !rewritten.has(commit.authoredAt) &&
      fates.standInOf(commit) === undefined &&
      works.some(
        (work) => work.told.some((beginning) => commit.sha.startsWith(beginning)) || isActive(work, commit.authoredAt),
      ),
  );
}

const DAY_S = 86_400;
const MOST_LATER = 300;

/** Commits that may hold, in another form, what a reset has taken away: amended by hand, squashed, merged on the server. */
function laterThan(lost: readonly Commit[], { commits }: History, fates: Fates): readonly Commit[] {
  const from = Math.min(...lost.map(({ authoredAt }) => authoredAt));
  const until = Math.max(...lost.map(({ sha }) => fates.lostBy(sha)?.at ?? 0)) + DAY_S;
  return commits
    .filter(
      ({ sha, parents, committedAt }) =>
        parents.length <= 1 && committedAt >= from && committedAt <= until && fates.isKept(sha),
    )
    .slice(-MOST_LATER);
}

type Later = { readonly changes: ReadonlyMap<string, Change>; readonly later: readonly Commit[] };

/** Also when its files are not known: then nobody can tell. */
function cameBack(commit: Commit, { changes, later }: Later): boolean {
  const files = changes.get(commit.sha)?.files;
  if (files === undefined) return true;
  return later.some(
    ({ sha, committedAt }) =>
      committedAt >= commit.authoredAt && (changes.get(sha)?.files.some((file) => files.includes(file)) ?? true),
  );
}

type Where = { readonly session: Session; readonly root: string };

function committed(
  where: Where,
  commit: Commit,
  told: { change: Change; match: Match; matchedFiles: number },
): Outcome {
  const { files, insertions, deletions } = told.change;
  return {
    ...outcome(where, { id: `${ID}${commit.sha}`, at: commit.authoredAt, result: 'committed', sha: commit.sha }),
    attributes: { match: told.match, files: files.length, insertions, deletions, matched_files: told.matchedFiles },
  };
}

type Ended = {
  readonly sha: string;
  readonly commit: Commit | undefined;
  readonly fates: Fates;
  readonly reset: History['resets'][number] | undefined;
};

function fateEvents(where: Where, { sha, commit, fates, reset }: Ended): readonly Outcome[] {
  const { published, turns } = fates.of(sha);
  const all =
    reset === undefined ? turns : [...turns, { result: 'reverted', at: reset.at, how: 'reset', by: reset.to } as const];
  return [
    ...(published === undefined || commit === undefined
      ? []
      : [outcome(where, { id: `${ID}${sha}:${published}`, at: commit.committedAt, result: published, sha })]),
    ...all.map(({ result, at, how, by }) => ({
      ...outcome(where, { id: `${ID}${sha}:${result}:${by.slice(0, 12)}`, at, result, sha }),
      attributes: { how, by },
    })),
  ];
}

function outcome(
  { session, root }: Where,
  { id, at, result, sha }: { id: string; at: number; result: string; sha: string },
): Outcome {
  return {
    kind: 'outcome',
    id,
    at: new Date(at * 1000).toISOString(),
    observers: 'log',
    agent: session.agent,
    session_id: session.id,
    session_at: session.startedAt,
    subject_id: session.id,
    cwd: root,
    result,
    ref: sha,
  };
}
