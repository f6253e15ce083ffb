/** The order of the rules, and judgements against outcomes. */

import { expect, test } from 'vitest';
import { BECAME, disagreement, isCommitted, judge, type Evidence } from '../../src/insight/outcome.ts';

const NOTHING: Evidence = {
  commits: 0,
  revertedCommits: 0,
  published: undefined,
  commitProof: undefined,
  edits: 0,
  shellCalls: 0,
  lastTest: undefined,
  ending: undefined,
};

test('Of everything at once the first rule decides, and without it the next.', () => {
  let told: Evidence = {
    commits: 2,
    revertedCommits: 2,
    published: 'merged',
    commitProof: 'told',
    edits: 1,
    shellCalls: 1,
    lastTest: 'passed',
    ending: 'failure',
  };
  const takenAway: Partial<Evidence>[] = [
    { revertedCommits: 0 },
    { published: 'pushed' },
    { published: undefined },
    { commits: 0, commitProof: undefined },
    { lastTest: 'failed' },
    { lastTest: undefined },
    { edits: 0 },
    { ending: 'answer' },
    { ending: undefined },
  ];
  const found = [judge(told).outcome];
  for (const change of takenAway) {
    told = { ...told, ...change };
    found.push(judge(told).outcome);
  }
  expect(found).toEqual(BECAME);
});

test('Nothing is known from nothing.', () => {
  expect(judge(NOTHING)).toEqual({ outcome: 'unknown', confidence: null, evidence: null });
});

test('A commit is as sure as what ties it to the session.', () => {
  const sure = (commitProof: Evidence['commitProof']) => judge({ ...NOTHING, commits: 1, commitProof }).confidence;
  expect([sure('told'), sure('files'), sure('command'), sure('time')]).toEqual(['high', 'high', 'medium', 'low']);
  expect(judge({ ...NOTHING, commits: 3, commitProof: 'files', published: 'merged' })).toEqual({
    outcome: 'merged',
    confidence: 'high',
    evidence: '3 commits',
  });
});

test('Tests without an edit tell nothing of the work.', () => {
  expect(judge({ ...NOTHING, lastTest: 'passed', ending: 'answer', shellCalls: 1 }).outcome).toBe('answered');
});

test('Only clear contradictions are called so.', () => {
  expect(BECAME.filter((outcome) => disagreement(1, outcome) !== null)).toEqual(['merged', 'pushed', 'committed']);
  expect(BECAME.filter((outcome) => disagreement(3, outcome) !== null)).toEqual([]);
  expect(BECAME.filter((outcome) => disagreement(5, outcome) !== null)).toEqual([
    'reverted',
    'tests_failed',
    'abandoned',
  ]);
  expect(BECAME.filter(isCommitted)).toEqual(['reverted', 'merged', 'pushed', 'committed']);
});
