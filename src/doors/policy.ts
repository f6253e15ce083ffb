/**
 * The policy file of the repository that a session worked in: `.hindcast/policy.json`, looked for from the working directory upwards to the
 * repository's own folder. It can only make redaction stricter.
 */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';

import { readPolicy, type Policy } from '../redaction/policy.ts';
import { codeOf } from '../store/refusal.ts';

/** `unreadable`: there is a policy and nobody can tell what it forbids. */
export type Found = Policy | 'unreadable' | undefined;

const FILE = join('.hindcast', 'policy.json');

/** Looks once for each folder; answers the same object for the same file. */
export function makePolicyFinder(): (cwd: string | undefined) => Found {
  const ofFolder = new Map<string, Found>();
  const ofFile = new Map<string, Found>();
  return (cwd) => {
    if (cwd === undefined || !isAbsolute(cwd)) return undefined;
    if (ofFolder.has(cwd)) return ofFolder.get(cwd);
    const path = findPolicy(cwd);
    if (path !== undefined && !ofFile.has(path)) ofFile.set(path, parse(path));
    const found = path === undefined ? undefined : ofFile.get(path);
    ofFolder.set(cwd, found);
    return found;
  };
}

function findPolicy(cwd: string): string | undefined {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(join(folder, FILE))) return join(folder, FILE);
    if (existsSync(join(folder, '.git')) || dirname(folder) === folder) return undefined;
  }
}

function parse(path: string): Found {
  try {
    const { policy, refused } = readPolicy(JSON.parse(readFileSync(path, 'utf8')));
    return refused.length === 0 ? policy : 'unreadable';
  } catch (error) {
    if (error instanceof SyntaxError || codeOf(error) !== undefined) return 'unreadable';
    throw error;
  }
}
