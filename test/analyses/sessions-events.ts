/**
 * Sessions that ended in every way, one hour after another from 06:00 (the first is the oldest): what each is called is what became of it.
 * Places and clocks agree unless the name says otherwise.
 */

import type { Given } from '../engine/event-table.ts';

const DAY = Date.parse('2026-11-10T06:00:00.000Z');

type Step = Readonly<Record<string, unknown>> & { readonly kind?: Given['kind'] };

const edit: Step = { tool: 'Edit', target: '/p/a.ts', outcome: 'ok' };
const read: Step = { tool: 'Read', target: '/p/a.ts', outcome: 'ok' };
const passed = ran('npm test', 'npm test', 'ok');
const failed: Step = { ...ran('npm test', 'npm test', 'command_nonzero'), error_class: 'test_failed' };
const hidden = ran('npm test', 'npm test | tail -5', 'ok');
const prompt: Step = { kind: 'prompt' };
const answer: Step = { kind: 'answer', model: 'claude-opus-5-5', reported_cost_micros: 1_000_000 };

const SESSIONS: Readonly<Record<string, readonly Step[]>> = {
  reverted: [
    prompt,
    edit,
    answer,
    told('committed', 'aaaaaa1'),
    told('committed', 'aaaaaa2'),
    git('reverted', 'aaaaaa2'),
  ],
  restored: [edit, told('committed', 'bbbbbbb1'), git('reverted', 'bbbbbbb1'), git('restored', 'bbbbbbb1'), rated(1)],
  merged: [edit, git('committed', 'ccccccc1', 'files'), git('pushed', 'ccccccc1'), git('merged', 'ccccccc1')],
  'merged-by-command': [ran('gh pr merge', 'gh pr merge 3', 'ok'), told('pushed', 'main')],
  pushed: [edit, told('committed', 'ddddddd1'), told('pr_opened', '#1')],
  'pushed-by-command': [edit, ran('git commit', 'git commit -m x', 'ok'), ran('git push', 'git push', 'ok')],
  // The client names the first digits, git names all: one commit.
  committed: [edit, told('committed', 'eeeeeee1'), git('committed', `eeeeeee1${'0'.repeat(32)}`, 'files')],
  'committed-at-that-time': [ran('sed', 'sed -i s/a/b/ x', 'ok'), git('committed', 'fffffff1', 'time')],
  'committed-by-command': [edit, ran('git commit', 'git add . && git commit -m x', 'ok'), edit],
  'tests-passed': [edit, failed, edit, passed, answer, rated(5)],
  'tests-failed': [edit, passed, edit, failed, answer, rated(4)],
  'tests-hidden': [edit, hidden, answer],
  'tests-before-the-edit': [passed, edit, answer],
  'tests-denied': [edit, { ...passed, outcome: 'denied' }, answer],
  'taken-back': [edit, ran('git checkout', 'git checkout -- a.ts', 'ok'), answer],
  'edit-failed': [prompt, { ...edit, outcome: 'tool_error', error_class: 'string_not_found' }],
  interrupted: [prompt, read, { ...ran('npm', 'npm run dev', 'cancelled'), error_class: 'interrupted' }],
  // No match is an answer of grep, not a failure.
  'nothing-found': [{ ...ran('grep', 'grep x a', 'command_nonzero'), error_class: 'information' }],
  answered: [prompt, read, answer],
  'answered-after-commands': [prompt, ran('ls', 'ls', 'ok'), answer],
  'in-a-subagent': [{ ...edit, subagent_id: 'a1' }, { ...passed, subagent_id: 'a1' }, answer],
};

/** Edits and tests whose clock counts down: their places tell the order. */
const BACKWARDS: readonly Given[] = [edit, failed, edit, passed].map((step, index) => ({
  kind: 'call',
  ...step,
  session_id: 'backwards',
  seq: index + 1,
  at: new Date(DAY + 90 * 3_600_000 - index * 1000).toISOString(),
}));

export const EVENTS: readonly Given[] = [
  ...Object.entries(SESSIONS).flatMap(([name, steps], hour) =>
    steps.map((step, index): Given => {
      const at = new Date(DAY + hour * 3_600_000 + index * 1000).toISOString();
      return { kind: 'call', session_id: name, at, seq: index + 1, branch: index < 2 ? 'main' : 'fix', ...step };
    }),
  ),
  ...BACKWARDS,
  { kind: 'call', session_id: 'long-name', at: '2026-11-09T06:00:00.000Z', tool: 'x'.repeat(10_240), outcome: 'ok' },
  // Known of no session.
  { kind: 'outcome', session_id: null, result: 'committed', ref: '9999999' },
];

function ran(program: string, target: string, outcome: string): Step {
  return { tool: 'Bash', target, program, outcome };
}

function told(result: string, ref: string): Step {
  return { kind: 'outcome', result, ref };
}

function git(result: string, ref: string, match?: string): Step {
  return {
    kind: 'outcome',
    observers: 'log',
    id: `git:${ref}:${result}`,
    result,
    ref,
    ...(match === undefined ? {} : { attributes: { match, files: 1 } }),
  };
}

function rated(rating: number): Step {
  return { kind: 'feedback', rating };
}
