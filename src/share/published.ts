/** What the own shards on the tip of a branch hold. */

import { readLines, type Lines } from './decode.ts';
import type { Tip } from './define.ts';
import { gather, type Gathered } from './gathered.ts';
import { parseShardPath } from './shard.ts';

export type Published = Gathered & {
  /** The bytes of the shards, by month. */
  readonly shards: ReadonlyMap<string, Uint8Array>;
};

/** Throws `share/newer-version` when a later Hindcast has written for this writer. */
export async function readPublished(tip: Tip, writer: string): Promise<Published> {
  const shards = new Map<string, Uint8Array>();
  const lines: Lines[] = [];
  for (const path of tip.files.keys()) {
    const name = parseShardPath(path);
    if (name?.writer !== writer) continue;
    const bytes = await tip.read(path);
    shards.set(name.month, bytes);
    lines.push(readLines(bytes));
  }
  return { shards, ...gather(lines) };
}
