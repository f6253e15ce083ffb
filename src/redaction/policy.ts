/** The policy file of a repository (`.hindcast/policy.json`). It can make redaction stricter, never weaker: what it may not do is not read. */

import { object, list } from '../sources/read.ts';
import { dangerOf } from './patterns.ts';
import type { RedactorOptions } from './redact.ts';

/** What a policy may add. */
export type Policy = {
  readonly literals: readonly string[];
  readonly patterns: readonly string[];
  readonly keys: readonly string[];
};

/** Most entries of each sort that are taken from a policy. */
const MOST = 200;

/** Reads a parsed policy file; entries that are no texts, or patterns that could be slow, are left out and named in `refused`. */
export function readPolicy(value: unknown): { policy: Policy; refused: readonly string[] } {
  const given = object(value) ?? {};
  const refused: string[] = [];
  const texts = (name: string): string[] => {
    const all = list(given[name]);
    const taken = all
      .filter((entry): entry is string => typeof entry === 'string' && entry.trim().length >= 2 && entry.length <= 400)
      .slice(0, MOST);
    if (taken.length < all.length) refused.push(`${all.length - taken.length} of ${name}`);
    return taken;
  };
  const literals = texts('literals');
  const keys = texts('keys');
  const patterns = texts('patterns').filter((source) => {
    const danger = dangerOf(source);
    if (danger !== undefined) refused.push(`pattern ${source}: ${danger}`);
    return danger === undefined;
  });
  // `share` says what may leave the machine and nothing about redaction; who shares reads it.
  const known = ['literals', 'patterns', 'keys', 'share'];
  for (const name of Object.keys(given)) if (!known.includes(name)) refused.push(name);
  return { policy: { literals, patterns, keys }, refused };
}

/** The options with what the policy adds. A value that the policy names is no longer allowed. */
export function mergePolicy(options: RedactorOptions, policy: Policy): RedactorOptions {
  return {
    ...options,
    literals: union(options.literals, policy.literals),
    patterns: union(options.patterns, policy.patterns),
    keys: union(options.keys, policy.keys),
    ...(options.allow === undefined
      ? {}
      : { allow: options.allow.filter((value) => !policy.literals.includes(value)) }),
  };
}

function union(own: readonly string[] | undefined, added: readonly string[]): readonly string[] {
  return [...new Set([...(own ?? []), ...added])];
}
