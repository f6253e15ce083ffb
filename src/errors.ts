/** The one table of refusals. Exit status, HTTP status and `docs/reference/errors.md` derive from it. */

export const ERRORS = {
  'usage/unknown-command': { exit: 2, http: 404, meaning: 'No command has this name.' },
  'usage/unknown-flag': { exit: 2, http: 400, meaning: 'The command does not take this flag.' },
  'usage/bad-value': { exit: 2, http: 400, meaning: 'A flag or argument has a value that is not accepted.' },
  'usage/missing-argument': { exit: 2, http: 400, meaning: 'A required argument was not given.' },
  'config/unknown-key': { exit: 2, http: 400, meaning: 'A configuration file holds a key that is no setting.' },
  'config/bad-value': { exit: 2, http: 400, meaning: 'A setting has a value that is not accepted.' },
  'config/unreadable': { exit: 2, http: 400, meaning: 'A configuration file cannot be read or is not JSON.' },
  'source/unknown': { exit: 2, http: 404, meaning: 'No source has this name.' },
  'source/no-match': { exit: 2, http: 404, meaning: 'The path holds nothing that the source can read.' },
  'analysis/unknown': { exit: 2, http: 404, meaning: 'No analysis has this name.' },
  'analysis/bad-param': { exit: 2, http: 400, meaning: 'A parameter has a value that the analysis does not accept.' },
  'sql/refused': { exit: 2, http: 400, meaning: 'The SQL text is not a single read-only query.' },
  'sql/failed': { exit: 2, http: 400, meaning: 'The SQL engine refused or could not run the query.' },
  'store/not-writable': {
    exit: 1,
    http: 503,
    meaning: 'The store cannot be written (permissions, or a read-only disk).',
  },
  'store/disk-full': { exit: 1, http: 507, meaning: 'The disk that holds the store is full.' },
  'store/locked': {
    exit: 75,
    http: 503,
    meaning: 'Another process is importing or compacting and did not finish in time.',
  },
  'store/corrupt-segment': { exit: 1, http: 500, meaning: 'A file of the log cannot be read as what it should be.' },
  'store/newer-version': { exit: 1, http: 500, meaning: 'The log was written by a newer version of Hindcast.' },
  'engine/unavailable': { exit: 1, http: 500, meaning: 'The SQL engine could not be loaded on this machine.' },
  'server/port-in-use': { exit: 1, http: 500, meaning: 'The port of the server is taken.' },
  'server/cannot-listen': { exit: 1, http: 500, meaning: 'The server cannot listen on the host and port.' },
  'client/no-hook-script': { exit: 1, http: 500, meaning: 'The script that hooks run is not installed.' },
  'client/unreadable-settings': {
    exit: 1,
    http: 500,
    meaning: 'The settings of an agent client cannot be read or understood; they are left as they are.',
  },
  'share/bad-policy': {
    exit: 2,
    http: 400,
    meaning: 'The policy file of the repository cannot be understood, so nothing is shared.',
  },
  'share/bad-key': {
    exit: 1,
    http: 500,
    meaning: 'The key of the pseudonyms under which facts are shared cannot be read.',
  },
  'share/newer-version': {
    exit: 1,
    http: 500,
    meaning: 'A shard of the branch was written by a newer version of Hindcast.',
  },
  'sync/no-git': { exit: 1, http: 500, meaning: 'git is not installed.' },
  'sync/not-a-repository': { exit: 2, http: 400, meaning: 'The folder lies in no git repository that can be opened.' },
  'sync/not-set-up': { exit: 1, http: 409, meaning: 'Sharing was not set up for this clone.' },
  'sync/which-remote': { exit: 2, http: 400, meaning: 'Which remote the telemetry goes to is not clear.' },
  'sync/fork': { exit: 2, http: 400, meaning: 'The remote looks like a fork, and was not named on purpose.' },
  'sync/public-remote': { exit: 1, http: 403, meaning: 'Strangers can read the remote, and that was not allowed.' },
  'sync/remote-changed': {
    exit: 1,
    http: 409,
    meaning: 'The remote or the branch is not the one that was set up.',
  },
  'sync/branch-taken': { exit: 1, http: 409, meaning: 'The branch holds code, or somebody works on it.' },
  'sync/branch-gone': { exit: 1, http: 409, meaning: 'The branch was deleted on the remote.' },
  'sync/worktree-taken': { exit: 1, http: 409, meaning: 'Something else lies where the worktree is to be.' },
  'sync/no-access': { exit: 1, http: 403, meaning: 'The remote does not let this user read or write.' },
  'sync/rejected': { exit: 1, http: 403, meaning: 'The branch is protected, or a hook of the remote declined.' },
  'sync/unreachable': { exit: 1, http: 502, meaning: 'The remote cannot be reached, or is gone.' },
  'sync/busy': { exit: 75, http: 503, meaning: 'Others kept changing the branch; trying again later helps.' },
  'sync/git-failed': { exit: 1, http: 500, meaning: 'git failed in a way that was not expected.' },
  'output/not-writable': { exit: 1, http: 500, meaning: 'The output file cannot be written.' },
} as const satisfies Record<string, { exit: number; http: number; meaning: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** A refusal that a person can act on: what happened, to what, and (in `hint`) what to do next. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, more: { hint?: string; cause?: unknown } = {}) {
    super(message, 'cause' in more ? { cause: more.cause } : undefined);
    this.name = 'AppError';
    this.code = code;
    this.hint = more.hint;
  }
}

/** `Did you mean "tools"?` for the nearest of `names`, or nothing when none is near. */
export function didYouMean(given: string, names: readonly string[]): string | undefined {
  const ranked = names.map((name) => ({ name, distance: editDistance(given, name) }));
  ranked.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  const best = ranked[0];
  const near = best !== undefined && best.distance <= Math.max(2, Math.floor(given.length / 3));
  return near ? `Did you mean "${best.name}"?` : undefined;
}

/** Levenshtein distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
