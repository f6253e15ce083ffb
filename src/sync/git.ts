/**
 * Starts git for what a sync does. It may write objects and its own branch and may use the network; it runs no hook of the repository, signs
 * nothing, tidies nothing up, and sees no variable that names another repository or index than the one it is told.
 */

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

import type { Environment } from '../config/environment.ts';
import { AppError } from '../errors.ts';
import { codeOf } from '../store/refusal.ts';
import { gitFailed } from './messages.ts';

export type Asking = {
  /** Default: the folder that the door was opened for. */ readonly folder?: string;
  readonly input?: string | Uint8Array;
  /** Further variables, such as that of a private index. */ readonly variables?: Readonly<Record<string, string>>;
};

export type Ended = { readonly status: number; readonly out: Buffer; readonly err: string };

/** Throws `sync/no-git` where there is none; how it ended is for the caller to judge. */
export type Git = (args: readonly string[], asking?: Asking) => Promise<Ended>;

/** Options that every git of a sync gets; all of them are known to git 2.30. */
const SAFE = [
  '--no-pager',
  '--no-replace-objects',
  ...[
    'core.hooksPath=/dev/null',
    'core.fsmonitor=false',
    'core.untrackedCache=false',
    'core.splitIndex=false',
    'core.sparseCheckout=false',
    'core.autocrlf=false',
    'core.quotePath=false',
    'i18n.commitEncoding=UTF-8',
    'gc.auto=0',
    'maintenance.auto=false',
    'fetch.recurseSubmodules=false',
    'fetch.writeCommitGraph=false',
    'fetch.prune=false',
    'push.followTags=false',
    'push.gpgSign=false',
    'push.pushOption=',
    'push.recurseSubmodules=no',
    'submodule.recurse=false',
    'merge.renames=false',
    'log.showSignature=false',
    'http.lowSpeedLimit=100',
    'http.lowSpeedTime=60',
  ].flatMap((setting) => ['-c', setting]),
];

/** How git finds itself, its user's settings, credentials and the way to the network. */
const PASSED_ON =
  'PATH PATHEXT SystemRoot TMPDIR TEMP TMP USERPROFILE APPDATA LOCALAPPDATA ProgramData HOMEDRIVE HOMEPATH USER LOGNAME ' +
  'XDG_CONFIG_HOME XDG_RUNTIME_DIR XDG_CACHE_HOME DBUS_SESSION_BUS_ADDRESS DISPLAY WAYLAND_DISPLAY ' +
  'GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM GIT_CONFIG_NOSYSTEM GIT_CONFIG_COUNT GIT_EXEC_PATH ' +
  'GIT_SSH GIT_SSH_COMMAND GIT_SSH_VARIANT SSH_AUTH_SOCK SSH_AGENT_PID KRB5CCNAME GCM_CREDENTIAL_STORE AWS_PROFILE AWS_REGION GH_TOKEN GITHUB_TOKEN GITLAB_TOKEN ' +
  'http_proxy https_proxy HTTPS_PROXY all_proxy ALL_PROXY no_proxy NO_PROXY GIT_PROXY_COMMAND ' +
  'GIT_SSL_CAINFO GIT_SSL_CAPATH GIT_SSL_NO_VERIFY SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE';

/** What asks a person; passed on only where there is one. */
const ASKING = 'GIT_ASKPASS SSH_ASKPASS SSH_ASKPASS_REQUIRE GPG_TTY TERM';

/** Who made the commits of the branch: nobody that could be looked up. */
export const AUTHOR = { NAME: 'Hindcast', EMAIL: 'hindcast@localhost' };

/** Longer than any honest transfer; what takes longer is ended. */
const LONGEST_MS = 15 * 60_000;

export type Door = {
  readonly environment: Environment;
  /** Where git is started. */ readonly folder: string;
  /** Somebody could answer when git asks for a password. */ readonly interactive: boolean;
};

export function openGit({ environment, folder, interactive }: Door): Git {
  const env = variablesOf(environment, interactive);
  return async (args, asking = {}) => {
    const child = spawn('git', [...SAFE, ...args], {
      cwd: asking.folder ?? folder,
      env: { ...env, ...asking.variables },
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS);
    // A git that ended early has not read all of it; how it ended is told by its exit status.
    child.stdin.on('error', () => child.stdin.destroy());
    child.stdin.end(asking.input ?? '');
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (piece: Buffer) => out.push(piece));
    child.stderr.on('data', (piece: Buffer) => err.push(piece));
    const ended = await new Promise<number | Error>((resolve) => {
      child.on('error', resolve);
      child.on('close', (code) => resolve(code ?? -1));
    });
    clearTimeout(timer);
    if (typeof ended !== 'number') throw codeOf(ended) === 'ENOENT' ? noGit(asking.folder ?? folder, ended) : ended;
    return { status: ended, out: Buffer.concat(out), err: Buffer.concat(err).toString('utf8') };
  };
}

function variablesOf({ variable, homeDir }: Environment, interactive: boolean): Record<string, string> {
  const env: Record<string, string> = {
    HOME: variable('HOME') ?? homeDir,
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: interactive ? '1' : '0',
    GIT_AUTHOR_NAME: AUTHOR.NAME,
    GIT_AUTHOR_EMAIL: AUTHOR.EMAIL,
    GIT_COMMITTER_NAME: AUTHOR.NAME,
    GIT_COMMITTER_EMAIL: AUTHOR.EMAIL,
  };
  const names = interactive ? `${PASSED_ON} ${ASKING}` : PASSED_ON;
  // Settings that a build server hands to git as variables, often those that hold its credentials.
  const given = Array.from({ length: Math.min(Number(variable('GIT_CONFIG_COUNT')) || 0, 100) }, (_, index) => [
    `GIT_CONFIG_KEY_${index}`,
    `GIT_CONFIG_VALUE_${index}`,
  ]).flat();
  for (const name of [...names.split(' '), ...given]) {
    const value = variable(name);
    if (value !== undefined) env[name] = value;
  }
  return env;
}

/** A folder that is gone is told like a program that is. */
function noGit(folder: string, cause: Error): AppError {
  if (!existsSync(folder))
    return new AppError('sync/not-a-repository', `${folder} is gone.`, { hint: 'Change into the project.', cause });
  return new AppError('sync/no-git', 'git is not installed, or not on the PATH.', {
    hint: 'Install git 2.30 or newer, then run the command again.',
    cause,
  });
}

/** What git printed, without the newline at its end. Throws what `messages.ts` makes of a failure. */
export async function ask(git: Git, args: readonly string[], asking?: Asking): Promise<string> {
  const { status, out, err } = await git(args, asking);
  if (status !== 0) throw gitFailed(args, err);
  return out.toString('utf8').replace(/\n$/, '');
}

/** The same; nothing when git refused. */
export async function tryAsk(git: Git, args: readonly string[], asking?: Asking): Promise<string | undefined> {
  const { status, out } = await git(args, asking);
  return status === 0 ? out.toString('utf8').replace(/\n$/, '') : undefined;
}
