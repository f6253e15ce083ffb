/**
 * What the parser of one rollout knows so far. It is kept between imports, so it holds ids, names, numbers and instants, and no text
 * of a command, a message or a result.
 */

import type { Outcome } from '../../event/schema.ts';

/** Running totals of a thread, as Codex counts them: input with the cached part, output with the reasoning part. */
export type Tokens = { input: number; cached: number; written: number; output: number; reasoning: number };

/** What the client itself said about the end of a call, before the result that the model saw. */
export type Verdict = { outcome: Outcome; exit_code?: number; duration_ms?: number };

export type Work = 'commit' | 'push' | 'pr';

/** A call without its result, or a command that goes on after it. */
export type OpenCall = {
  id: string;
  tool: string;
  at: string;
  seq: number;
  turn: number;
  model?: string;
  input_bytes?: number;
  /** What an edit changes, if it succeeds. */
  lines_added?: number;
  lines_removed?: number;
  verdict?: Verdict;
  /** Number of the terminal in which the command goes on; its end comes later. */
  terminal?: number;
  /** For `write_stdin`: the terminal that it polls. */
  polls?: number;
  /** What the command does with the work, if it succeeds. */
  work?: Work[];
};

export type State = {
  /** Id of the thread: the rollout's own id. */
  thread: string | undefined;
  session: string | undefined;
  sessionAt: string | undefined;
  endedAt: string | undefined;
  /** Offset of the local clock, from the name of the file. */
  offset: number | undefined;
  /** Time of the session as the file's name gives it, by the local clock. */
  localStart: number | undefined;
  isSubagent: boolean;
  /** Made from another thread, whose history may stand at the head of this file. */
  isFork: boolean;
  /** True while the records are copies of another thread's. */
  isCopy: boolean;
  version: string | undefined;
  repo: string | undefined;
  branch: string | undefined;
  cwd: string | undefined;
  model: string | undefined;
  turnId: string | undefined;
  /** Prompts of this turn, and which of the two forms of record told of them. */
  prompts: number;
  promptForm: string | undefined;
  /** Searches told of by an event, whose response item has no id. */
  searches: number;
  /** Answers so far: the number of the answer that is being made. */
  answers: number;
  /** Start, first record, visible size and billed searches of the answer that is being made. */
  answerAt: string | undefined;
  answerSeq: number | undefined;
  answerBytes: number;
  answerSearches: number;
  /** First answer of this turn, to which the turn's time to the first token belongs. */
  firstAnswerId: string | undefined;
  firstAnswerAt: string | undefined;
  total: Tokens | undefined;
  /** True once the file holds one usage record per response: running totals then say nothing new. */
  hasRecords: boolean;
  open: OpenCall[];
};

export function freshState(): State {
  return {
    thread: undefined,
    session: undefined,
    sessionAt: undefined,
    endedAt: undefined,
    offset: undefined,
    localStart: undefined,
    isSubagent: false,
    isFork: false,
    isCopy: false,
    version: undefined,
    repo: undefined,
    branch: undefined,
    cwd: undefined,
    model: undefined,
    turnId: undefined,
    prompts: 0,
    promptForm: undefined,
    searches: 0,
    answers: 0,
    answerAt: undefined,
    answerSeq: undefined,
    answerBytes: 0,
    answerSearches: 0,
    firstAnswerId: undefined,
    firstAnswerAt: undefined,
    total: undefined,
    hasRecords: false,
    open: [],
  };
}
