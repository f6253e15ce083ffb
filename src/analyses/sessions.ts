/** The conversations, newest first, and what became of the work of each: judged from evidence, with the rule and how sure it is. */

import { disagreement, judge, type Evidence } from '../insight/outcome.ts';
import { defineAnalysis, type Row } from './define.ts';
import { insights, notes } from './sessions/said.ts';
import sql from './sessions.sql';

export default defineAnalysis('sessions', {
  title: 'Sessions',
  question: 'Which sessions were there, what became of them, how troubled, and at what cost?',
  sql,
  params: { limit: { type: 'integer', default: 50, help: 'How many of the newest sessions to list.' } },
  opensLaterDays: true,
  asksGit: true,
  columns: {
    session_id: { type: 'text', title: 'Session' },
    agent: { type: 'text', title: 'Agent' },
    repo: { type: 'text', title: 'Repository' },
    branch: { type: 'text', title: 'Branch', help: 'The last one seen.', minor: true },
    started_at: { type: 'instant', title: 'Started' },
    duration_ms: {
      type: 'ms',
      title: 'Length',
      help: 'From the first to the last thing seen in the period, pauses included.',
      minor: true,
    },
    calls: { type: 'count', title: 'Calls' },
    failures: { type: 'count', title: 'Failures', help: 'Calls with a tool error or a non-zero exit.' },
    cost_usd: { type: 'usd', title: 'Cost' },
    outcome: {
      type: 'text',
      title: 'Outcome',
      help:
        'The first that fits: reverted (a commit was taken back) · merged, pushed, committed · tests_passed, tests_failed (their last run ' +
        'after the last edit) · changed (edits without a commit) · abandoned (ended with an interruption or a failure) · answered (ended ' +
        'with an answer, no edits) · unknown.',
    },
    rating: { type: 'count', title: 'Rating', help: 'Latest rating, 1 to 5.', minor: 'unknown' },
    prompts: { type: 'count', title: 'Prompts', minor: true },
    unpriced_answers: {
      type: 'count',
      title: 'Unpriced',
      help: 'Answers that are not in the cost, because it is unknown.',
      minor: true,
    },
    confidence: {
      type: 'text',
      title: 'Sure',
      help: 'Of the outcome: high, a record proves it · medium, it follows from what ran · low, other explanations are as good.',
    },
    evidence: { type: 'text', title: 'Evidence', help: 'What the outcome was told from.', minor: true },
    disagreement: {
      type: 'text',
      title: 'Disagreement',
      help: 'Rated 1 or 2, yet kept in a commit; or rated 4 or 5, yet reverted, failing or abandoned.',
      minor: true,
    },
    commits: {
      type: 'count',
      title: 'Commits',
      help: 'Those that the client names, and those that git knows and that fit the session: by time and by the files edited.',
      minor: true,
    },
    reverted_commits: {
      type: 'count',
      title: 'Taken back',
      help: 'Commits that a later one reverts, or that a reset removed.',
      minor: true,
    },
    published: {
      type: 'text',
      title: 'Published',
      help: 'merged or pushed, as the client or the branches of the server tell; or that a command for it succeeded.',
      minor: true,
    },
    commit_proof: {
      type: 'text',
      title: 'Proof',
      help: "Why commits are this session's: told (by the client) · files (edited here) · command (git commit ran) · time (nobody else).",
      minor: true,
    },
    edits: { type: 'count', title: 'Edits', help: 'Calls that changed a file.', minor: true },
    shell_calls: { type: 'count', title: 'Commands', help: 'Calls that ran a program.', minor: true },
    test_runs: { type: 'count', title: 'Test runs', minor: true },
    last_test: {
      type: 'text',
      title: 'Last tests',
      help: 'passed, failed, or hidden by a pipe; empty when none ran after the last edit.',
      minor: true,
    },
    ending: {
      type: 'text',
      title: 'Ended with',
      help: 'answer, call, failure, interrupted or prompt; taken back: with a command that may have undone the edits.',
      minor: true,
    },
    period_sessions: { type: 'count', title: 'All', help: 'Sessions in the period, listed or not.', minor: true },
  },
  chart: { kind: 'bar', x: 'session_id', y: 'cost_usd' },
  finish: (rows) => rows.map(judged),
  insights,
  notes,
});

function judged(row: Row): Row {
  const found = judge({
    commits: Number(row['commits'] ?? 0),
    revertedCommits: Number(row['reverted_commits'] ?? 0),
    published: oneOf(PUBLISHED, row['published']),
    commitProof: oneOf(PROOFS, row['commit_proof']),
    edits: Number(row['edits'] ?? 0),
    shellCalls: Number(row['shell_calls'] ?? 0),
    lastTest: oneOf(TESTS, row['last_test']),
    ending: oneOf(ENDINGS, row['ending']),
  });
  const { rating } = row;
  return { ...row, ...found, disagreement: typeof rating === 'number' ? disagreement(rating, found.outcome) : null };
}

type Known<K extends keyof Evidence> = readonly Exclude<Evidence[K], undefined>[];

const PUBLISHED: Known<'published'> = ['merged', 'pushed', 'merge command', 'push command'];
const PROOFS: Known<'commitProof'> = ['told', 'files', 'command', 'time'];
const TESTS: Known<'lastTest'> = ['passed', 'failed', 'hidden'];
const ENDINGS: Known<'ending'> = ['answer', 'interrupted', 'failure', 'call', 'prompt', 'taken back'];

function oneOf<T>(known: readonly T[], cell: unknown): T | undefined {
  return known.find((one) => one === cell);
}
