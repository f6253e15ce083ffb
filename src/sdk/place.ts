/** Whose repository a program works in, found without being told: programs are linked into one from elsewhere. */

import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { findRepository } from '../doors/repo.ts';

export type Standing = { readonly cwd: string; readonly program?: string; readonly homeDir: string };

/**
 * The folder whose repository is meant: the working directory, else the folder of the program as it was called, else where either of
 * them really lies. Without any repository it is the working directory.
 */
export function standingIn({ cwd, program, homeDir }: Standing): string {
  const folders = [cwd, ...(program === undefined ? [] : [dirname(program)])];
  const really = [cwd, ...(program === undefined ? [] : [program])].map(realOf);
  const ends = [...folders, really[0], really[1] === undefined ? undefined : dirname(really[1])];
  return ends.find((folder) => folder !== undefined && findRepository(folder, homeDir) !== undefined) ?? cwd;
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
