/**
 * Which remote the telemetry goes to: exactly one, at one address, named by a person where there is a choice. A public one, and a fork whose
 * origin is known, are refused unless that was asked for.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { AppError, didYouMean } from '../errors.ts';
import { normalizeRemote } from '../event/repo.ts';
import { tryAsk, type Git } from './git.ts';

export type Remote = { readonly name: string; /** As git would use it; may hold credentials. */ readonly url: string };

/** Nothing when the repository has no remote. `named` by a flag or setting; `isDeliberate` unless a file of the repository says it. */
export async function chooseRemote(
  git: Git,
  { named, isDeliberate }: { readonly named: string | null; readonly isDeliberate: boolean },
): Promise<Remote | undefined> {
  const names = ((await tryAsk(git, ['remote'])) ?? '').split('\n').filter((name) => name !== '');
  if (named === null && names.length === 0) return undefined;
  const name = named ?? (names.length === 1 ? names[0] : undefined);
  if (name !== undefined && !names.includes(name)) {
    throw new AppError('sync/which-remote', `There is no remote "${name}".`, {
      hint:
        didYouMean(name, names) ?? (names.length === 0 ? 'git remote add adds one.' : `There are ${names.join(', ')}.`),
    });
  }
  const isFork = (name === undefined || (name === 'origin' && !isDeliberate)) && (await looksLikeFork(git, names));
  if (isFork) {
    throw new AppError('sync/fork', 'origin looks like a fork: upstream belongs to somebody else.', {
      hint: 'Name the remote on purpose: hindcast sync setup --remote origin, or --remote upstream.',
    });
  }
  if (name === undefined) {
    throw new AppError(
      'sync/which-remote',
      `There are several remotes (${names.join(', ')}), and telemetry goes to exactly one.`,
      {
        hint: `Name it: hindcast sync setup --remote ${names[0] ?? 'origin'}`,
      },
    );
  }
  return { name, url: await onlyAddress(git, name) };
}

async function looksLikeFork(git: Git, names: readonly string[]): Promise<boolean> {
  if (!names.includes('origin') || !names.includes('upstream')) return false;
  const [origin, upstream] = [await urlsOf(git, 'origin'), await urlsOf(git, 'upstream')];
  return identityOf(origin[0] ?? '') !== identityOf(upstream[0] ?? '');
}

/** Throws when what is fetched and what is pushed are different repositories, or when a push would go to several. */
async function onlyAddress(git: Git, name: string): Promise<string> {
  const [from, to] = [await urlsOf(git, name), await urlsOf(git, name, '--push')];
  const [url, ...more] = to;
  if (url !== undefined && more.length === 0 && identityOf(from[0] ?? '') === identityOf(url)) return url;
  throw new AppError(
    'sync/which-remote',
    url === undefined
      ? `The remote ${name} has no address.`
      : more.length > 0
        ? `A push to ${name} goes to ${to.length} addresses, and telemetry goes to exactly one.`
        : `${name} is fetched from one repository and pushed to another.`,
    {
      hint: 'Add a remote with the one address (git remote add telemetry …) and name it: hindcast sync setup --remote telemetry',
    },
  );
}

async function urlsOf(git: Git, name: string, ...which: readonly string[]): Promise<readonly string[]> {
  const told = await tryAsk(git, ['remote', 'get-url', '--all', ...which, name]);
  return (told ?? '').split('\n').filter((url) => url !== '');
}

/** The same for any spelling of one address. */
export function identityOf(url: string): string {
  return normalizeRemote(url) ?? withoutCredentials(url);
}

/** Fit to be kept and shown. */
export function withoutCredentials(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i, '$1').replace(/[?#].*$/, '');
}

/** Hosts that many strangers use; others behind ssh have their own rules of who may connect. */
const HOSTED = ['github.com', 'gitlab.com', 'bitbucket.org', 'codeberg.org'];

/** The address at which a stranger would ask, or nothing where no stranger could. */
export function addressForStrangers(url: string): string | undefined {
  if (/^https?:\/\//i.test(url)) return withoutCredentials(url);
  if (/^file:/i.test(url)) return undefined;
  const identity = normalizeRemote(url);
  return identity !== undefined && HOSTED.includes(identity.split('/')[0] ?? '')
    ? `https://${identity}.git`
    : undefined;
}

/** What refuses strangers says so; anything else that fails leaves the question open. */
const PRIVATE =
  /could not read (Username|Password)|terminal prompts disabled|Authentication failed|returned error: (401|403|404)|not found|access denied|Repository not found/i;

/** Asks as a stranger would: without credentials, settings or variables of anybody. */
export async function whoMayRead(git: Git, url: string): Promise<'anyone' | 'members' | 'unknown'> {
  const address = addressForStrangers(url);
  if (address === undefined) return 'members';
  const passed = await Promise.all(
    ['http.proxy', 'http.sslCAInfo', 'http.sslBackend'].map(async (name) => {
      const value = await tryAsk(git, ['config', '--get-urlmatch', name, address]);
      return value === undefined || value === '' ? [] : ['-c', `${name}=${value}`];
    }),
  );
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-stranger-'));
  try {
    const { status, err } = await git(
      [
        ...passed.flat(),
        '-c',
        'credential.helper=',
        '-c',
        'core.askPass=',
        '-c',
        'http.extraHeader=',
        'ls-remote',
        address,
        'HEAD',
      ],
      { folder, variables: { ...STRANGER, HOME: folder, XDG_CONFIG_HOME: folder, GIT_CEILING_DIRECTORIES: tmpdir() } },
    );
    if (status === 0) return 'anyone';
    return PRIVATE.test(err) ? 'members' : 'unknown';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const STRANGER = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_COUNT: '0',
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: '',
  SSH_ASKPASS: '',
};

/** Throws `sync/public-remote` unless only members may read, or that was allowed. */
export async function refusePublic(git: Git, { name, url }: Remote): Promise<void> {
  const readers = await whoMayRead(git, url);
  if (readers === 'members') return;
  throw new AppError(
    'sync/public-remote',
    readers === 'anyone'
      ? `Anyone can read ${name} (${identityOf(url)}), so nothing was sent there.`
      : `Whether strangers can read ${name} (${identityOf(url)}) could not be found out, so nothing was sent there.`,
    {
      hint: `${readers === 'anyone' ? 'If the telemetry may be public' : 'If you know who can'}: hindcast sync setup --remote ${name} --allow-public`,
    },
  );
}
