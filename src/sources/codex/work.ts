/** What became of the work: commits, pushes and pull requests, when a command of git or gh says in its output that it made one. */

import type { EventOf } from '../../event/schema.ts';
import { common } from './session.ts';
import type { OpenCall, State, Work } from './state.ts';

const WORKS = ['commit', 'push', 'pr'] as const satisfies readonly Work[];

type Kind = {
  readonly asked: RegExp;
  readonly result: string;
  /** The line that proves it; its group is what was made. */ readonly proof: RegExp;
};

const KINDS: Readonly<Record<Work, Kind>> = {
  pr: { asked: /\bgh pr create\b/, result: 'pr_opened', proof: /^(https:\/\/\S+\/pull\/\d+)$/m },
  push: { asked: /\bgit (?:-\S+ \S+ )*push\b/, result: 'pushed', proof: /^ [ *+][^\n]*-> (\S+)/m },
  commit: {
    asked: /\bgit (?:-\S+ \S+ )*commit\b/,
    result: 'committed',
    proof: /^\[[^\]\n]{1,200} ([0-9a-f]{7,40})\] /m,
  },
};

/** What a command line is to do with the work; `git commit … && git push` does two things. */
export function workIn(command: string | undefined): Work[] | undefined {
  if (command === undefined) return undefined;
  const asked = WORKS.filter((work) => KINDS[work].asked.test(command));
  return asked.length > 0 ? asked : undefined;
}

type Ended = { readonly at: string; readonly id: string; readonly said: string };

/** About the session; the id tells which call did it. */
export function workOf(state: State, { work = [] }: OpenCall, { at, id, said }: Ended): readonly EventOf<'outcome'>[] {
  return work.flatMap((kind) => {
    const ref = KINDS[kind].proof.exec(said)?.[1];
    return ref === undefined
      ? []
      : [{ kind: 'outcome', id: `${id}:${kind}`, at, ...common(state), result: KINDS[kind].result, ref }];
  });
}
