/**
 * What a sync would add: the facts of this repository in the own log, less what the own shards on the tip of the branch already hold. Nothing
 * is remembered between syncs, so neither a lost home nor a second clone publishes anything twice.
 */

import { mergePolicy } from '../redaction/policy.ts';
import { makePseudonyms } from '../redaction/pseudonyms.ts';
import { makeRedactor, type RedactorOptions } from '../redaction/redact.ts';
import type { Places } from '../config/home.ts';
import { additionsOf, type Additions } from './additions.ts';
import { dayOf } from './aggregate.ts';
import { countDevelopers } from './crowd.ts';
import type { Publication, Publish, Tip } from './define.ts';
import type { Fact } from './facts.ts';
import { filesToAdd, readSource, type Source, type SourceFiles } from './files.ts';
import { developerOf, writerOf } from './key.ts';
import type { Level } from './levels.ts';
import { readOwnFacts } from './own-facts.ts';
import { findSharePolicy, type FoundPolicy, type SharePolicy } from './policy.ts';
import { readPublished } from './published.ts';
import { encodeHeader, shardPath, toBytes } from './shard.ts';

export type PublishOptions = {
  readonly places: Places;
  /** Identity of the repository: `host/owner/name`. */
  readonly repo: string;
  /** Top of the work tree, where the policy file lies. */
  readonly root: string;
  /** Of `shareKey`. */
  readonly key: Uint8Array;
  readonly level: Level;
  /** `null`: a pseudonym made from the key. */
  readonly developer: string | null;
  /** How this machine redacts. */
  readonly redaction: RedactorOptions;
  /** Where other tools leave what is to be shared. */
  readonly source?: Source;
  now(): Date;
};

/** May be asked for one tip after the other: the log and the files are read once. Throws `share/bad-policy`. */
export function makePublish(options: PublishOptions): Publish {
  let reading: Promise<OwnSide> | undefined;
  return async (tip) => {
    const found = findSharePolicy(options.root);
    if (found.share.level === 'none') return FORBIDDEN;
    reading ??= readOwnSide(options, found);
    return publicationOf(tip, await reading, options);
  };
}

const FORBIDDEN: Publication = {
  writes: new Map(),
  events: {},
  added_bytes: 0,
  notes: ['The policy of the repository (.hindcast/policy.json) forbids sharing.'],
};

/** What this side could share. */
type OwnSide = {
  readonly policy: SharePolicy;
  readonly level: Level;
  readonly facts: readonly Fact[];
  readonly files: SourceFiles;
};

async function readOwnSide(options: PublishOptions, { share, redaction }: FoundPolicy): Promise<OwnSide> {
  const stricter = redaction === undefined ? options.redaction : mergePolicy(options.redaction, redaction);
  const redactor = makeRedactor(stricter);
  const level = share.level === 'metrics' ? share.level : options.level;
  const { places, repo, key, source } = options;
  const { pseudonyms } = options.redaction;
  // The log spells the repository as the settings said when an event was written.
  const repos = pseudonyms === undefined ? [repo] : [repo, makePseudonyms(pseudonyms.key).word('repo', repo)];
  const how = { level, drop: share.drop, grain: share.time, redactText: redactor.redactText };
  return {
    policy: share,
    level,
    facts: await readOwnFacts({ places, repos, key, ...how }),
    files: source === undefined ? { files: new Map(), notes: [] } : readSource(source, redactor),
  };
}

async function publicationOf(tip: Tip, own: OwnSide, options: PublishOptions): Promise<Publication> {
  const { repo, key, now } = options;
  const writer = writerOf(key, repo);
  const developer = options.developer ?? developerOf(key);
  const published = await readPublished(tip, writer);
  const least = own.policy.min_developers;
  const developers = least <= 1 ? 1 : await countDevelopers(tip, { self: developer, now: now() });
  const isFew = developers < least;
  const additions = additionsOf({
    facts: own.facts,
    published,
    daysBefore: isFew ? dayOf(now().getTime() / 1000 - A_DAY) : undefined,
  });
  const header = (month: string) => encodeHeader({ writer, developer, repo, month, share: own.level });
  const shards = shardsOf(additions, (month) => ({
    path: shardPath(writer, month),
    before: published.shards.get(month),
    header: header(month),
  }));
  const files = isFew ? HELD_BACK : await filesToAdd(tip, own.files);
  const few = isFew
    ? [`Only days as a whole are shared: ${developers} of the ${least} developers that the policy asks for share here.`]
    : [];
  return {
    writes: new Map([...shards.writes, ...files.writes]),
    events: additions.events,
    added_bytes: shards.bytes + files.bytes,
    notes: [...few, ...files.notes],
  };
}

/** A day ends everywhere on Earth within a day. */
const A_DAY = 86_400;

/** What other tools wrote can be attributed to one developer whatever it says. */
const HELD_BACK = { writes: new Map<string, Uint8Array>(), bytes: 0, notes: [] };

type ShardPlace = { readonly path: string; readonly before: Uint8Array | undefined; readonly header: string };

function shardsOf({ lines }: Additions, placeOf: (month: string) => ShardPlace) {
  const writes = new Map<string, Uint8Array>();
  let bytes = 0;
  for (const [month, added] of lines) {
    const { path, before, header } = placeOf(month);
    const isOpen = before !== undefined && before.length > 0 && before.at(-1) !== LINE_END;
    const more = Buffer.concat([
      Buffer.from(isOpen ? '\n' : ''),
      toBytes(before === undefined || before.length === 0 ? [header, ...added] : added),
    ]);
    bytes += more.length;
    writes.set(path, Buffer.concat([before ?? Buffer.alloc(0), more]));
  }
  return { writes, bytes };
}

const LINE_END = 10;
