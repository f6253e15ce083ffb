/** What git said (in English: it is started so) as a refusal with a next step. No message repeats an address with its credentials. */

import { AppError, type ErrorCode } from '../errors.ts';

/** Which remote is meant, in words. */
export type Target = { readonly remote: string; readonly branch: string };

/** `moved`: somebody else was faster, and trying again helps. `no-branch`: the remote is there, the branch is not. */
export type Outcome = 'moved' | 'no-branch' | AppError;

type Said = {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  readonly message: (target: Target) => string;
  readonly hint: (target: Target) => string;
};

const STAYS = 'What was to be sent stays committed here and goes with the next sync.';

/** First match wins. */
const SAID: readonly Said[] = [
  {
    pattern: /No space left on device|Disk quota exceeded|disk full/i,
    code: 'store/disk-full',
    message: () => 'No space is left to write objects of git, here or on the remote.',
    hint: () => `Free some space, then run hindcast sync again. ${STAYS}`,
  },
  {
    pattern: /protected branch|GH006|GH013|hook declined|pre-receive|not allowed to (force )?push code to protected/i,
    code: 'sync/rejected',
    message: ({ remote, branch }) =>
      `${remote} refuses changes of the branch ${branch}: it is protected, or a hook declined.`,
    hint: ({ branch }) => `Ask whoever runs the remote to let you push ${branch} (it holds no code). ${STAYS}`,
  },
  {
    pattern:
      /Permission (to .* )?denied|denied to|access denied|unable to access .*(401|403)|returned error: (401|403)|Authentication failed|could not read (Username|Password)|Invalid username|publickey|read-only|not authorized|insufficient permission|You are not allowed to/i,
    code: 'sync/no-access',
    message: ({ remote }) => `${remote} does not let you in, or does not let you write.`,
    hint: ({ remote }) => `Check your access with git push --dry-run ${remote}. ${STAYS}`,
  },
  {
    pattern: /Host key verification failed/i,
    code: 'sync/no-access',
    message: ({ remote }) => `The host of ${remote} is not known to ssh.`,
    hint: ({ remote }) => `Run git fetch ${remote} once at a terminal and accept its key. ${STAYS}`,
  },
  {
    pattern:
      /does not appear to be a git repository|Repository not found|repository .* not found|returned error: 404|project you were looking for could not be found|not a git repository: /i,
    code: 'sync/unreachable',
    message: ({ remote }) => `There is no repository at the address of ${remote} any more, or you may not see it.`,
    hint: ({ remote }) => `Check it with git remote -v and git ls-remote ${remote}. ${STAYS}`,
  },
  {
    pattern:
      /Could not resolve|unable to access|Connection (refused|reset|timed out|closed)|Failed to connect|hung up|early EOF|RPC failed|timed out|Network is unreachable|No route to host|Could not read from remote|unexpected disconnect|Empty reply|transfer closed/i,
    code: 'sync/unreachable',
    message: ({ remote }) => `${remote} cannot be reached.`,
    hint: () => `Check the connection, then run hindcast sync again. ${STAYS}`,
  },
];

const MOVED =
  /\[rejected\]|fetch first|non-fast-forward|stale info|cannot lock ref|failed to update ref|incorrect old value|unable to update local ref|\.lock': File exists|reference already exists|failed to lock/i;

/** What became of a `git fetch`. */
export function fetchOutcome(err: string, target: Target): Outcome {
  if (/couldn't find remote ref/i.test(err)) return 'no-branch';
  return MOVED.test(err) ? 'moved' : spoken(err, target);
}

/** What became of a `git push --porcelain`; `out` holds a line per reference. */
export function pushOutcome(out: string, err: string, target: Target): Outcome {
  const refused = /^!\t.*$/m.exec(out)?.[0] ?? '';
  const said = `${refused}\n${err}`;
  // A hook may say anything, also words that look like a race.
  if (/hook declined|protected branch/i.test(refused)) return spoken(refused, target);
  if (MOVED.test(refused)) return 'moved';
  return refused === '' && MOVED.test(err) ? 'moved' : spoken(said, target);
}

function spoken(said: string, target: Target): AppError {
  const known = SAID.find(({ pattern }) => pattern.test(said));
  if (known !== undefined)
    return new AppError(known.code, known.message(target), { hint: known.hint(target), cause: excerpt(said) });
  return new AppError(
    'sync/git-failed',
    `git could not exchange ${target.branch} with ${target.remote}: ${excerpt(said)}`,
    {
      hint: `Try git fetch ${target.remote} ${target.branch} to see more. ${STAYS}`,
    },
  );
}

/** The refusal after so many lost races. */
export function busy({ remote, branch }: { readonly remote: string | undefined; readonly branch: string }): AppError {
  return new AppError('sync/busy', `Others kept changing ${branch} on ${remote ?? 'this machine'} all the time.`, {
    hint: `Run the command again later. ${STAYS}`,
  });
}

/** The refusal for a command that was to work without the network. */
export function gitFailed(args: readonly string[], err: string): AppError {
  if (/No space left on device|Disk quota exceeded/i.test(err))
    return new AppError('store/disk-full', 'No space is left to write objects of git.', {
      hint: 'Free some space, then run the command again. Nothing that was stored is lost.',
      cause: excerpt(err),
    });
  if (/dubious ownership|unsafe repository/i.test(err))
    return new AppError('sync/not-a-repository', 'This repository belongs to another user, and git does not open it.', {
      hint: 'If you trust it: git config --global --add safe.directory followed by its path.',
      cause: excerpt(err),
    });
  return new AppError('sync/git-failed', `git ${args[0] ?? ''} failed: ${excerpt(err)}`, {
    hint: 'Run git fsck if it happens again.',
  });
}

/** The lines that say most, without addresses. */
export function excerpt(err: string): string {
  const lines = err
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(hint:|To |remote: *$|warning: redirecting)/.test(line));
  const telling = lines.filter((line) => /^(fatal|error|remote|!)/.test(line));
  return (telling.length > 0 ? telling : lines)
    .slice(0, 3)
    .join(' ')
    .replaceAll(/[a-z][a-z0-9+.-]*:\/\/\S+/gi, '(address)')
    .slice(0, 300);
}
