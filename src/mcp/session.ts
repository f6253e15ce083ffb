/** What the recorded events tell about the session at hand, so that questions are asked about it and about its repository. */

import { makeRepoFinder } from '../doors/repo.ts';
import { text, type Json } from '../sources/read.ts';

export type Session = {
  /** Takes note of a payload. */
  see(payload: Json): void;
  id(): string | undefined;
  /** Where the session works now. */
  cwd(): string;
  repo(): string | undefined;
};

export function openSession(start: {
  readonly cwd: string;
  readonly homeDir: string;
  readonly id?: string | undefined;
}): Session {
  const findRepo = makeRepoFinder(start.homeDir);
  let id = start.id;
  let { cwd } = start;
  return {
    see(payload) {
      id = text(payload['session_id']) ?? id;
      cwd = text(payload['cwd']) ?? cwd;
    },
    id: () => id,
    cwd: () => cwd,
    repo: () => findRepo(cwd),
  };
}
