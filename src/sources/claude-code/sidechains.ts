/**
 * Which subagent a row belongs to. Today's rows name it; rows of old versions only say that they stand aside, and are followed from
 * parent to child up to the row that began the chain, whose id then names the subagent.
 */

import { list, text, type Json } from '../read.ts';

/** Rows whose children may still come. */
const MOST_REMEMBERED = 64;

export type Sidechains = {
  subagentOf(row: Json): string | undefined;
  state(): unknown;
};

/** `path` is that of the file: all rows of `…/subagents/agent-<id>.jsonl` belong to one subagent. */
export function openSidechains(path: string, state: unknown): Sidechains {
  const ofFile = subagentInPath(path);
  const chains = new Map<string, string>();
  for (const pair of list(state)) {
    const [row, chain] = list(pair);
    const uuid = text(row);
    const root = text(chain);
    if (uuid !== undefined && root !== undefined) chains.set(uuid, root);
  }

  return {
    subagentOf(row) {
      const named = row['agentId'];
      if (typeof named === 'string' && named !== '') return text(named);
      if (ofFile !== undefined) return ofFile;
      return row['isSidechain'] === true ? chainOf(chains, row) : undefined;
    },
    state: () => [...chains],
  };
}

const UNNAMED = 'sidechain';

function chainOf(chains: Map<string, string>, row: Json): string {
  const uuid = text(row['uuid']);
  const parent = text(row['parentUuid']);
  const chain = (parent === undefined ? uuid : chains.get(parent)) ?? UNNAMED;
  if (uuid === undefined) return chain;
  chains.set(uuid, chain);
  if (chains.size > MOST_REMEMBERED)
    for (const oldest of chains.keys()) {
      chains.delete(oldest);
      break;
    }
  return chain;
}

const FOLDER = '/subagents/';

function subagentInPath(path: string): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.jsonl$/, '');
  return `/${path}`.includes(FOLDER) && name.startsWith('agent-') ? text(name.slice('agent-'.length)) : undefined;
}

/** The session that a file belongs to by its place: its own name, or the folder above `subagents`. */
export function sessionInPath(path: string): string {
  const parts = path.split('/');
  const below = parts.lastIndexOf('subagents');
  const name = below > 0 ? parts[below - 1] : parts.at(-1)?.replace(/\.jsonl$/, '');
  return name ?? '';
}
