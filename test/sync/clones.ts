/** A clone as a sync sees it, and a publisher that adds lines to one shard per writer. Needs no test runner: other processes use it as well. */

import type { Publish } from '../../src/share/define.ts';
import { union } from '../../src/share/union.ts';
import type { Refs } from '../../src/sync/branch.ts';
import { openGit, type Git } from '../../src/sync/git.ts';
import { runSync, type Synced, type Syncing } from '../../src/sync/loop.ts';
import { findPlace, type Place } from '../../src/sync/place.ts';
import { readLast, readSetup, writeLast } from '../../src/sync/remembered.ts';
import { setUp, type Settled, type Wishes } from '../../src/sync/setup.ts';
import { environmentOf } from '../config/environment.ts';

export const BRANCH = 'devtools-telemetry';
export const NOW = new Date('2026-11-20T12:00:00.000Z');
export const WISHES: Wishes = { branch: BRANCH, worktreeDir: null, remote: null, isDeliberate: true };

export const QUIET: Record<string, string> = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
};

export type Clone = {
  readonly git: Git;
  readonly place: Place;
  setup(more?: Partial<Wishes> & { readonly allowPublic?: boolean }): Promise<Settled>;
  sync(publish: Publish, more?: Partial<Syncing>): Promise<Synced>;
};

export async function openClone(folder: string, variables: Readonly<Record<string, string>> = {}): Promise<Clone> {
  const environment = environmentOf(
    { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...QUIET, ...variables },
    { cwd: folder },
  );
  const git = openGit({ environment, folder, interactive: false });
  const place = await findPlace(git, folder);
  return {
    git,
    place,
    setup: (more = {}) => setUp(git, place, { ...WISHES, allowPublic: false, now: NOW, ...more }),
    async sync(publish, more = {}) {
      const setup = readSetup(place);
      const refs: Refs = { branch: setup?.branch ?? BRANCH, remote: setup?.remote };
      const seen = readLast(place).remote;
      const synced = await runSync({ git, place, refs, publish, union, now: () => NOW, seen, ...more });
      writeLast(place, { remote: synced.remote });
      return synced;
    },
  };
}

export function shardOf(writer: string): string {
  return `hindcast/v1/${writer}/2026-11.jsonl`;
}

/** Publishes lines for `ids` under a writer: what its shard on the tip lacks. */
export function publisher(writer: string, ids: readonly string[]): Publish {
  return async ({ files, read }) => {
    const path = shardOf(writer);
    const text = files.has(path) ? Buffer.from(await read(path)).toString('utf8') : HEADER(writer);
    const known = new Set(idsIn(text));
    const added = ids.filter((id) => !known.has(id));
    const lines = added.map((id) => `{"kind":"call","n":1,"id":"${id}"}\n`).join('');
    return {
      writes: added.length === 0 ? new Map() : new Map([[path, Buffer.from(text + lines)]]),
      events: added.length === 0 ? {} : { call: added.length },
      added_bytes: lines.length,
      notes: [],
    };
  };
}

const HEADER = (writer: string): string =>
  `{"hindcast":"shard","v":1,"writer":"${writer}","developer":"dev-${writer.slice(0, 3)}","repo":"local/shop","month":"2026-11","share":"metrics"}\n`;

export function idsIn(text: string): string[] {
  return [...text.matchAll(/"id":"([^"]*)"/g)].map(([, id]) => id ?? '');
}
