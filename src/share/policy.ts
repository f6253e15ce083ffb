/**
 * What the policy file of a repository says about sharing: the part `share` of `.hindcast/policy.json`. It can only tighten; a file that
 * cannot be understood refuses to share at all.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../errors.ts';
import type { FieldName } from '../event/schema.ts';
import { readPolicy, type Policy } from '../redaction/policy.ts';
import { list, object } from '../sources/read.ts';
import { codeOf } from '../store/refusal.ts';
import { NEEDED } from './facts.ts';
import { LEAVES } from './levels.ts';

/** How exactly instants are shared. */
export type Grain = 'second' | 'hour' | 'day';

export type SharePolicy = {
  /** `none` forbids sharing; `metrics` forbids texts. */
  readonly level: 'none' | 'metrics' | undefined;
  /** With fewer developers on the branch only aggregates of days leave. */
  readonly min_developers: number;
  /** Fields that stay here. */
  readonly drop: readonly string[];
  readonly time: Grain;
};

const PERMISSIVE: SharePolicy = { level: undefined, min_developers: 1, drop: [], time: 'second' };

export type FoundPolicy = { readonly share: SharePolicy; readonly redaction: Policy | undefined };

/** The policy of the repository with this root folder. Throws `share/bad-policy` when nobody can tell what it forbids. */
export function findSharePolicy(root: string): FoundPolicy {
  const path = join(root, '.hindcast', 'policy.json');
  const text = contentOf(path);
  if (text === undefined) return { share: PERMISSIVE, redaction: undefined };
  const value = parsed(text, path);
  const { policy, refused } = readPolicy(value);
  const { share, refused: wrong } = readSharePolicy(object(value)?.['share']);
  const problem = [...refused, ...wrong][0];
  if (object(value) === undefined || problem !== undefined) throw badPolicy(path, problem ?? 'it is no JSON object');
  return { share, redaction: policy };
}

/** Reads the part `share`; what is not understood is named. */
export function readSharePolicy(value: unknown): { share: SharePolicy; refused: readonly string[] } {
  if (value === undefined) return { share: PERMISSIVE, refused: [] };
  const given = object(value);
  if (given === undefined) return { share: PERMISSIVE, refused: ['share'] };
  const refused = Object.keys(given)
    .filter((name) => !Object.hasOwn(PERMISSIVE, name))
    .map((name) => `share.${name}`);
  const { level, min_developers: least, drop, time } = given;
  const isLevel = level === undefined || level === 'none' || level === 'metrics';
  const isLeast = least === undefined || (typeof least === 'number' && Number.isSafeInteger(least) && least >= 1);
  const dropped = list(drop).filter(isDroppable);
  if (!isLevel) refused.push(`share.level ${JSON.stringify(level)}`);
  if (!isLeast) refused.push(`share.min_developers ${JSON.stringify(least)}`);
  if (drop !== undefined && !(Array.isArray(drop) && dropped.length === drop.length)) refused.push('share.drop');
  if (time !== undefined && !isGrain(time)) refused.push(`share.time ${JSON.stringify(time)}`);
  const share: SharePolicy = {
    level: isLevel ? level : 'none',
    min_developers: isLeast ? (least ?? 1) : Number.MAX_SAFE_INTEGER,
    drop: dropped,
    time: isGrain(time) ? time : time === undefined ? 'second' : 'day',
  };
  return { share, refused };
}

/** What frames the facts cannot be dropped, and a policy that asks for it is not followed by half. */
function isDroppable(name: unknown): name is FieldName {
  return typeof name === 'string' && isField(name) && LEAVES[name] !== 'frame' && !NEEDED.has(name);
}

function isField(name: string): name is FieldName {
  return Object.hasOwn(LEAVES, name);
}

function isGrain(value: unknown): value is Grain {
  return value === 'second' || value === 'hour' || value === 'day';
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw badPolicy(path, error.message);
    throw error;
  }
}

function badPolicy(path: string, problem: string): AppError {
  return new AppError('share/bad-policy', `${path} cannot be followed: ${problem}. Nothing is shared.`, {
    hint: 'Correct the policy file; docs/guide/sync.md says what its part "share" may hold.',
  });
}

/** Undefined when there is no such file; what cannot be opened forbids. */
function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code !== undefined) throw badPolicy(path, code);
    throw error;
  }
}
