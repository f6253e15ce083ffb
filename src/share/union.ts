/**
 * Two versions of one file become one, whoever comes first: lines of shards are a set, so nothing that was published is ever lost; of other
 * files the longer one is taken, because they only grow.
 */

import type { Union } from './define.ts';
import { parseShardPath, toBytes } from './shard.ts';

export const union: Union = (path, one, other) => {
  if (Buffer.compare(one, other) === 0) return one;
  if (parseShardPath(path) === undefined) return longer(one, other);
  const left = linesOf(one);
  const right = linesOf(other);
  let together = 0;
  while (together < left.length && left[together] === right[together]) together += 1;
  const begun = left.slice(0, together);
  const [ours, theirs] = [new Set(left), new Set(right)];
  const isLeftWhole = right.every((line) => ours.has(line));
  const isRightWhole = left.every((line) => theirs.has(line));
  // One that only grew stays as it is, which git stores in a few bytes.
  if (isLeftWhole !== isRightWhole) return isLeftWhole ? one : other;
  for (const line of begun) {
    ours.delete(line);
    theirs.delete(line);
  }
  return toBytes([...begun, ...[...new Set([...ours, ...theirs])].toSorted(headersFirst)]);
};

function longer(one: Uint8Array, other: Uint8Array): Uint8Array {
  return (one.length - other.length || Buffer.compare(one, other)) >= 0 ? one : other;
}

function linesOf(bytes: Uint8Array): readonly string[] {
  return Buffer.from(bytes)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
}

function headersFirst(one: string, other: string): number {
  const order = Number(isHeader(other)) - Number(isHeader(one));
  return order !== 0 ? order : one < other ? -1 : 1;
}

function isHeader(line: string): boolean {
  return line.startsWith('{"hindcast":"shard"');
}
