/**
 * Which session a commit belongs to, and what became of it, from facts alone: what cannot be told is left out, never guessed. All times are
 * seconds since 1970.
 */

export type Commit = {
  readonly sha: string;
  readonly parents: readonly string[];
  readonly authoredAt: number;
  readonly committedAt: number;
  /** By the user of the repository, or made in this clone. */ readonly isOwn: boolean;
  /** Ids, perhaps shortened, of commits that it takes back. */ readonly reverts: readonly string[];
};

export type History = {
  readonly commits: readonly Commit[];
  /** Where branches stand: those here, those of servers, and the main ones among the latter. */
  readonly tips: {
    readonly local: readonly string[];
    readonly remote: readonly string[];
    readonly main: readonly string[];
  };
  readonly resets: readonly { readonly from: string; readonly to: string; readonly at: number }[];
  /** False when there was no time to read all of it. */ readonly isWhole: boolean;
};

/** What a session did in a repository. */
export type Work = {
  readonly sessionId: string;
  /** Beginnings of ids of commits that its client named. */ readonly told: readonly string[];
  /** Numbers of the spans of ACTIVE_S seconds in which something happened. */ readonly active: ReadonlySet<number>;
  /** Files of the repository that it edited, and when first. */ readonly edits: ReadonlyMap<string, number>;
  /** When `git commit` succeeded. */ readonly commitsAt: readonly number[];
  /** It worked in this repository, not only on files of it. */ readonly isHere: boolean;
  readonly ranCommands: boolean;
};

export type Match = 'told' | 'files' | 'command' | 'time';
export type Owner = { readonly work: Work; readonly match: Match; readonly matchedFiles: number };

/** Length of the spans in which activity is told. */
export const ACTIVE_S = 300;
/** So long after the last thing that happened a commit still belongs to it. */
const GRACE_S = 900;
/** Clocks of a commit and of a transcript may differ by so much; a commit ends so soon after its command began. */
const LEEWAY_S = 120;

/**
 * The client's word counts first; then the files, of those sessions that were at work then; then that one of them ran `git commit` just
 * then; then that nobody else was at work and it ran commands, which may have changed anything.
 */
export function ownerOf(
  commit: Pick<Commit, 'sha' | 'authoredAt'>,
  files: readonly string[],
  works: readonly Work[],
): Owner | 'nobody' | 'ambiguous' {
  const told = works.find((work) => work.told.some((beginning) => commit.sha.startsWith(beginning)));
  const scored = works
    .filter((work) => work === told || isActive(work, commit.authoredAt))
    .map((work) => ({ work, matchedFiles: matched(work, files, commit.authoredAt) }));
  if (told !== undefined)
    return { work: told, match: 'told', matchedFiles: scored.find(({ work }) => work === told)?.matchedFiles ?? 0 };
  const most = Math.max(0, ...scored.map(({ matchedFiles }) => matchedFiles));
  const best = scored.filter(({ matchedFiles }) => matchedFiles === most);
  const committing = best.filter(({ work }) => work.isHere && ranCommit(work, commit.authoredAt));
  const [first] = committing.length === 1 ? committing : best;
  if (first === undefined) return 'nobody';
  const isOnly = best.length === 1 || committing.length === 1;
  if (most > 0) return isOnly ? { ...first, match: 'files' } : 'ambiguous';
  if (committing.length > 0) return isOnly ? { ...first, match: 'command' } : 'ambiguous';
  const able = scored.filter(({ work }) => work.isHere && work.ranCommands && work.edits.size === 0);
  const [only] = able;
  if (only === undefined) return 'nobody';
  return scored.length === 1 ? { ...only, match: 'time' } : 'ambiguous';
}

/** Whether anything happened in the session shortly before. */
export function isActive({ active }: Pick<Work, 'active'>, at: number): boolean {
  for (let span = Math.floor((at - GRACE_S) / ACTIVE_S); span * ACTIVE_S <= at; span++)
    if (active.has(span)) return true;
  return false;
}

function matched({ edits }: Work, files: readonly string[], at: number): number {
  return files.filter((file) => (edits.get(file) ?? Infinity) <= at + LEEWAY_S).length;
}

function ranCommit({ commitsAt }: Work, at: number): boolean {
  return commitsAt.some((ran) => at >= ran - LEEWAY_S && at <= ran + LEEWAY_S);
}

/** A commit was taken back, or what took it back was itself taken back. */
export type Turn = {
  readonly result: 'reverted' | 'restored';
  readonly at: number;
  readonly how: 'revert' | 'reset';
  /** The commit that did it, or the one that a head was reset to. */ readonly by: string;
};

export type Fate = {
  /** In a main branch of a server, or in any branch of one. */ readonly published: 'merged' | 'pushed' | undefined;
  readonly turns: readonly Turn[];
};

export type Fates = {
  /** A branch, here or on a server, holds it. */ isKept(sha: string): boolean;
  /** The commit that a branch holds in place of this one, which was amended or rebased. */
  standInOf(commit: Commit): Commit | undefined;
  /** The reset by which the branches lost it; whether its changes came back with another commit remains to be seen. */
  lostBy(sha: string): History['resets'][number] | undefined;
  /** Without resets. */ of(sha: string): Fate;
};

/** `This reverts` of `This reverts` … is followed so far. */
const DEEPEST = 6;

/** What became of commits, wherever the history tells. */
export function makeFates(history: History): Fates {
  const bySha = new Map(history.commits.map((commit) => [commit.sha, commit]));
  const { local, remote, main } = history.tips;
  const onServer = reachable(bySha, remote);
  const inMain = reachable(bySha, main);
  const kept = reachable(bySha, [...local, ...remote]);
  const standIns = new Map(
    history.commits.filter(({ sha, isOwn }) => isOwn && kept.has(sha)).map((commit) => [commit.authoredAt, commit]),
  );
  const reverting = history.commits.filter(({ sha, reverts }) => reverts.length > 0 && kept.has(sha));
  const lost = lostByReset(history, bySha, kept);

  const turnsOf = (sha: string, depth: number): Turn[] =>
    depth >= DEEPEST
      ? []
      : reverting
          .filter(({ reverts }) => reverts.some((named) => sha.startsWith(named)))
          .flatMap((commit): Turn[] => [
            {
              result: depth % 2 === 0 ? 'reverted' : 'restored',
              at: commit.committedAt,
              how: 'revert',
              by: commit.sha,
            },
            ...turnsOf(commit.sha, depth + 1),
          ]);
  // A commit that was amended or rebased keeps the instant of its author.
  const standInOf = (commit: Commit) => (kept.has(commit.sha) ? undefined : standIns.get(commit.authoredAt));
  return {
    isKept: (sha) => kept.has(sha),
    standInOf,
    lostBy: (sha) => lost.get(sha),
    of(sha) {
      const commit = bySha.get(sha);
      const now = (commit === undefined ? undefined : standInOf(commit)?.sha) ?? sha;
      return {
        published: inMain.has(now) ? 'merged' : onServer.has(now) ? 'pushed' : undefined,
        turns: [...new Set([sha, now])].flatMap((name) => turnsOf(name, 0)),
      };
    },
  };
}

/** Commits that a head held before a reset, and that no branch holds any more. Nothing when not all of the history is known. */
function lostByReset(
  { resets, isWhole }: History,
  bySha: ReadonlyMap<string, Commit>,
  kept: ReadonlySet<string>,
): ReadonlyMap<string, History['resets'][number]> {
  const lost = new Map<string, History['resets'][number]>();
  if (!isWhole) return lost;
  for (const reset of resets) {
    if (kept.has(reset.from)) continue;
    const after = reachable(bySha, [reset.to], kept);
    for (const sha of reachable(bySha, [reset.from], kept)) if (!after.has(sha)) lost.set(sha, reset);
  }
  return lost;
}

/** What the tips lead to, up to what is in `known`. */
function reachable(
  bySha: ReadonlyMap<string, Commit>,
  tips: readonly string[],
  known: ReadonlySet<string> = new Set(),
): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...tips];
  for (let sha = open.pop(); sha !== undefined; sha = open.pop()) {
    const commit = bySha.get(sha);
    if (commit === undefined || found.has(sha) || known.has(sha)) continue;
    found.add(sha);
    open.push(...commit.parents);
  }
  return found;
}
