/**
 * What became of the work of a session, from evidence alone. The first rule that fits decides; each says how sure it is: `high` where a
 * record proves it, `medium` where it follows from what ran, `low` where other explanations are as good.
 */

import { counted } from './spoken.ts';

export const BECAME = [
  'reverted',
  'merged',
  'pushed',
  'committed',
  'tests_passed',
  'tests_failed',
  'changed',
  'abandoned',
  'answered',
  'unknown',
] as const;
export type Became = (typeof BECAME)[number];
export type Confidence = 'high' | 'medium' | 'low';

export type Evidence = {
  /** Commits that the client or git names, and those of them that were taken back. */
  readonly commits: number;
  readonly revertedCommits: number;
  /** Whether they are in the upstream's main branch, or at least on its server. `command`: a command for it succeeded, nothing else is known. */
  readonly published: 'merged' | 'pushed' | 'merge command' | 'push command' | undefined;
  /**
   * Why commits count as the session's: the client told, its files were edited here, `git commit` succeeded here, nobody else was at work.
   * `command` without commits: only the command is known.
   */
  readonly commitProof: 'told' | 'files' | 'command' | 'time' | undefined;
  /** Successful edits of files. */
  readonly edits: number;
  /** Commands of a shell, which may change files as well. */
  readonly shellCalls: number;
  /** The last run of tests after the last edit. `hidden`: a pipe or `||` took its exit status. */
  readonly lastTest: 'passed' | 'failed' | 'hidden' | undefined;
  /** How it ended; `taken back`: with a command that may have undone the edits. */
  readonly ending: 'answer' | 'interrupted' | 'failure' | 'call' | 'prompt' | 'taken back' | undefined;
};

export type Judged = {
  readonly outcome: Became;
  /** Null for `unknown`. */ readonly confidence: Confidence | null;
  readonly evidence: string | null;
};

type Rule = (told: Evidence) => Omit<Judged, 'outcome'> | undefined;

const RULES: readonly (readonly [Became, Rule])[] = [
  ['reverted', reverted],
  ['merged', (told) => published(told, { told: 'merged', ran: 'merge command', command: 'gh pr merge' })],
  ['pushed', (told) => published(told, { told: 'pushed', ran: 'push command', command: 'git push or gh pr create' })],
  ['committed', committed],
  [
    'tests_passed',
    ({ edits, lastTest }) =>
      edits > 0 && lastTest === 'passed' ? is('medium', 'tests passed after the last edit') : undefined,
  ],
  [
    'tests_failed',
    ({ edits, lastTest }) =>
      edits > 0 && lastTest === 'failed' ? is('high', 'tests failed after the last edit') : undefined,
  ],
  ['changed', changed],
  ['abandoned', abandoned],
  ['answered', answered],
];

export function judge(told: Evidence): Judged {
  for (const [outcome, rule] of RULES) {
    const found = rule(told);
    if (found !== undefined) return { outcome, ...found };
  }
  return { outcome: 'unknown', confidence: null, evidence: null };
}

/** A judgement of a person and what became of the work, when the two do not go together. */
export function disagreement(rating: number, outcome: Became): string | null {
  return contradiction(rating, outcome) === undefined ? null : `rated ${rating}, yet ${outcome.replace('_', ' ')}`;
}

/** What speaks against the judgement, to be said after "but". A rating of 3 is contradicted by nothing. */
export function contradiction(rating: number, outcome: unknown): string | undefined {
  const against = rating >= 4 ? AGAINST_PRAISE : rating <= 2 ? AGAINST_BLAME : new Map<unknown, string>();
  return against.get(outcome);
}

const AGAINST_PRAISE: ReadonlyMap<unknown, string> = new Map([
  ['reverted', 'its commit was reverted'],
  ['tests_failed', 'its tests failed after the last edit'],
  ['abandoned', 'it was abandoned'],
]);
const AGAINST_BLAME: ReadonlyMap<unknown, string> = new Map([
  ['merged', 'its work was merged'],
  ['pushed', 'its work was pushed'],
  ['committed', 'its work was committed'],
]);

/** The work was kept in a commit, at least for a while. */
export function isCommitted(outcome: unknown): boolean {
  return outcome === 'reverted' || outcome === 'merged' || outcome === 'pushed' || outcome === 'committed';
}

function is(confidence: Confidence, evidence: string): Omit<Judged, 'outcome'> {
  return { confidence, evidence };
}

function reverted({ commits, revertedCommits }: Evidence): Omit<Judged, 'outcome'> | undefined {
  if (revertedCommits === 0) return undefined;
  const all = Math.max(commits, revertedCommits);
  return is(revertedCommits === all ? 'high' : 'medium', `${revertedCommits} of ${counted(all, 'commit')} taken back`);
}

type Step = { readonly told: 'merged' | 'pushed'; readonly ran: Evidence['published']; readonly command: string };

function published(evidence: Evidence, { told, ran, command }: Step): Omit<Judged, 'outcome'> | undefined {
  if (evidence.published === ran) return is('medium', `${command} succeeded`);
  if (evidence.published !== told) return undefined;
  const { commits } = evidence;
  return is(sureness(evidence), commits === 0 ? `${told}, as the client told` : counted(commits, 'commit'));
}

function committed(told: Evidence): Omit<Judged, 'outcome'> | undefined {
  const { commits, commitProof } = told;
  if (commits > 0) return is(sureness(told), `${counted(commits, 'commit')}${PROOF[commitProof ?? 'told']}`);
  return commitProof === 'command' ? is('medium', 'git commit succeeded; which commit is not known') : undefined;
}

const PROOF = {
  told: '',
  files: ' with files that were edited here',
  command: ' while git commit ran here',
  time: ' at that time, with files that nothing here names',
} as const;

function sureness({ commits, commitProof }: Evidence): Confidence {
  if (commits === 0 || commitProof === 'told' || commitProof === 'files') return 'high';
  return commitProof === 'time' ? 'low' : 'medium';
}

function changed({ edits, ending, lastTest }: Evidence): Omit<Judged, 'outcome'> | undefined {
  if (edits === 0) return undefined;
  const seen = lastTest === 'hidden' ? '; tests ran, but a pipe hid whether they passed' : '';
  const told = `${counted(edits, 'edit')} without a commit`;
  if (ending === 'taken back') return is('low', `${told}, perhaps taken back${seen}`);
  return ending === 'interrupted' ? is('low', `${told}, interrupted${seen}`) : is('medium', `${told}${seen}`);
}

function abandoned({ ending }: Evidence): Omit<Judged, 'outcome'> | undefined {
  if (ending === 'interrupted') return is('medium', 'interrupted or refused, and nothing followed');
  return ending === 'failure' ? is('low', 'ended with a call that failed') : undefined;
}

function answered({ ending, shellCalls }: Evidence): Omit<Judged, 'outcome'> | undefined {
  if (ending !== 'answer') return undefined;
  return shellCalls === 0
    ? is('medium', 'ended with an answer, nothing was changed')
    : is('low', `ended with an answer; ${counted(shellCalls, 'command')} may have changed something`);
}
