/**
 * The commits of a repository since an instant, and where its branches stand. Texts of messages are looked at for "This reverts commit" and
 * forgotten; nothing of them leaves this file.
 */

import type { Commit, History } from '../../insight/commits.ts';
import type { Answer, Git } from './run.ts';
import { readReflogs } from './traces.ts';

export type Place = {
  /** A folder of the repository that exists. */ readonly root: string;
  /** The folder that holds its branches. */ readonly common: string;
};

export type Reading = Place & {
  /** Seconds since 1970. */ readonly since: number;
  /** Only what is older, which branches hold somewhere behind the rest. */ readonly until?: number | undefined;
  readonly deadline: number;
};

/** Nothing where git would not go on, with the reason. */
export type Read =
  | { readonly history: History; readonly isCut: boolean }
  | { readonly failure: Exclude<Answer['end'], 'whole'> };

/** Ids of commits in reflogs that are asked for besides the branches. */
const MOST_NAMED = 5_000;

export async function readHistory(git: Git, { root, common, since, until, deadline }: Reading): Promise<Read> {
  const ask = (args: readonly string[], input?: string) =>
    git({ folder: root, args, deadline, ...(input === undefined ? {} : { input }) });
  const refs = await ask(['for-each-ref', '--format=%(objectname) %(refname) %(symref)', 'refs/heads', 'refs/remotes']);
  if (refs.end !== 'whole') return { failure: refs.end };
  const reflogs = readReflogs(common);
  const moves = reflogs.flat().filter(({ at }) => at >= since);
  const made = new Set(moves.filter(({ how }) => how === 'made').map(({ to }) => to));
  const tips = tipsOf(
    refs.text,
    reflogs.flatMap((reflog) => reflog.at(-1)?.to ?? []),
  );
  const named = [...new Set([...tips.local, ...moves.flatMap(({ from, to }) => [from, to])])].filter(
    (sha) => !/^0+$/.test(sha),
  );
  if (tips.remote.length + named.length === 0)
    return { history: { commits: [], tips, resets: [], isWhole: true }, isCut: false };
  const ident = await ask(['var', 'GIT_AUTHOR_IDENT']);
  const email = /<([^>]*)>/.exec(ident.text)?.[1]?.toLowerCase();
  const walked = await ask(
    [...WALK, `--since=${iso(since)}`, ...(until === undefined ? [] : [`--until=${iso(until)}`])],
    `${named.slice(-MOST_NAMED).join('\n')}\n`,
  );
  if (walked.end === 'missing' || walked.end === 'failed') return { failure: walked.end };
  const records = walked.text.split('\0');
  // The last one of a text that was cut may be half.
  if (walked.end === 'cut') records.pop();
  const commits = records.flatMap((record) =>
    commitOf(record, (sha, emails) => made.has(sha) || (email !== undefined && emails.includes(email))),
  );
  const resets = moves.filter(({ how }) => how === 'reset');
  const isCut = walked.end === 'cut';
  return { history: { commits, tips, resets, isWhole: !isCut && until === undefined }, isCut };
}

const WALK = [
  'log',
  '-z',
  '--encoding=UTF-8',
  '--ignore-missing',
  '--no-show-signature',
  '--format=%H%n%P%n%at %ct%n%ae%n%ce%n%b',
  '--branches',
  '--remotes',
  '--stdin',
];

function commitOf(record: string, isOwn: (sha: string, emails: readonly string[]) => boolean): Commit[] {
  const [sha = '', parents = '', times = '', author = '', committer = '', ...body] = record.split('\n');
  const [authoredAt, committedAt] = times.split(' ').map(Number);
  if (!/^[0-9a-f]{40,64}$/.test(sha) || authoredAt === undefined || committedAt === undefined) return [];
  return [
    {
      sha,
      parents: parents === '' ? [] : parents.split(' '),
      authoredAt,
      committedAt,
      isOwn: isOwn(sha, [author.toLowerCase(), committer.toLowerCase()]),
      reverts: [...body.join('\n').matchAll(REVERTS)].map(([, reverted]) => reverted ?? ''),
    },
  ];
}

const REVERTS = /\bThis reverts commit ([0-9a-f]{7,64})\b/g;

/** Names under which the main branch of a server is known, where it is not told. */
const MAIN = /^refs\/remotes\/[^/]+\/(?:main|master|trunk)$/;

function tipsOf(text: string, heads: readonly string[]): History['tips'] {
  const refs = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(' '))
    .map(([sha = '', name = '', target = '']) => ({ sha, name, target }));
  const told = new Set(refs.map(({ target }) => target).filter((target) => target !== ''));
  const isMain = (name: string) => (told.size > 0 ? told.has(name) : MAIN.test(name));
  const of = (fits: (name: string) => boolean) => refs.filter(({ name }) => fits(name)).map(({ sha }) => sha);
  return {
    local: [...of((name) => name.startsWith('refs/heads/')), ...heads],
    remote: of((name) => name.startsWith('refs/remotes/')),
    main: of(isMain),
  };
}

export type Change = { readonly files: readonly string[]; readonly insertions: number; readonly deletions: number };

/** What each of the commits changed; without those that git did not get to. */
export async function readChanges(
  git: Git,
  { root, deadline }: Pick<Reading, 'root' | 'deadline'>,
  shas: readonly string[],
): Promise<ReadonlyMap<string, Change>> {
  if (shas.length === 0) return new Map();
  const question = (count: string) => ({
    folder: root,
    args: ['diff-tree', '--stdin', '-r', '--root', count, '-z', '--no-renames', '--no-ext-diff', '--no-textconv'],
    input: `${shas.join('\n')}\n`,
    deadline,
  });
  const counted = await git(question('--numstat'));
  // A partial clone lacks the files whose lines are to be counted, but not their names.
  const { text, end } = counted.end === 'failed' ? await git(question('--name-only')) : counted;
  const changes = changesIn(text, new Set(shas));
  // The last one may be half.
  const last = [...changes.keys()].at(-1);
  if (end === 'cut' && last !== undefined) changes.delete(last);
  return changes;
}

function changesIn(text: string, asked: ReadonlySet<string>): Map<string, Change> {
  const changes = new Map<string, { files: string[]; insertions: number; deletions: number }>();
  let change: { files: string[]; insertions: number; deletions: number } | undefined;
  for (const field of text.split('\0')) {
    const head = field.trim();
    if (asked.has(head)) changes.set(head, (change = { files: [], insertions: 0, deletions: 0 }));
    else if (change !== undefined && field !== '') {
      const [, added, removed, path] = /^(\d+|-)\t(\d+|-)\t([\s\S]+)$/.exec(field) ?? [];
      change.files.push(path ?? field);
      // Binary files have no lines.
      change.insertions += Number(added) || 0;
      change.deletions += Number(removed) || 0;
    }
  }
  return changes;
}

function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
