/**
 * What the client library promises to programs: types alone, without an import, so that they can be read by any compiler. No function here
 * throws because of what it is given, and none waits for a disk.
 */

export type HindcastOptions = {
  /** Name of the reporting program, under which its events are found. Default: `sdk`. */
  readonly agent?: string;
  readonly agentVersion?: string;
  /** The session to which everything belongs that is not inside `session()`. Default: a random id per instance. */
  readonly sessionId?: string;
  /** The folder whose repository is meant. Default: that of the process, else that of its program. */
  readonly cwd?: string;
  /** Identity of the repository, when it is not to be found out. */
  readonly repo?: string;
  /** Where the log lies. Default: HINDCAST_HOME, else the data folder of the platform. */
  readonly home?: string;
  /** Records that may wait to be written (default 10,000), and their bytes (default 16 MiB). More are dropped and counted. */
  readonly limits?: { readonly records?: number; readonly bytes?: number };
  /** False: no handlers of signals are installed. What was recorded is then written within milliseconds, but not waited for. */
  readonly signals?: boolean;
};

/** Whatever else is known about something: plain data. Functions, getters that throw and cycles are left out. */
export type Details = Readonly<Record<string, unknown>>;

export type InvocationStart = {
  readonly agentName: string;
  readonly agentType?: string;
  readonly taskDescription?: string;
  /** `{ codebase, task: { type, scope, … }, context, historical }`; `task.type` is what agents are compared by. */
  readonly stateFeatures?: Details;
  readonly sessionId?: string;
  /** Default: a random id. */
  readonly invocationId?: string;
};

export type InvocationUpdate = {
  readonly invocationId: string;
  readonly durationSeconds?: number;
  /** `success`, `failure`, `partial`, `cancelled` … */
  readonly outcomeStatus?: string;
  readonly filesModified?: readonly string[];
  readonly errorType?: string;
  readonly errorMessage?: string;
  readonly sessionId?: string;
};

export type SuccessMetric = {
  readonly invocationId: string;
  readonly success?: boolean;
  /** 1 failed · 2 poor · 3 acceptable · 4 good · 5 excellent. */
  readonly qualityRating?: number;
  readonly feedbackNotes?: string;
  /** Who judges: `human` (default), `test`, `build` … */
  readonly feedbackSource?: string;
  readonly wouldUseAgain?: boolean;
  readonly alternativeAgentSuggested?: string;
  readonly sessionId?: string;
};

export type InvocationOptions = {
  /** Name of the agent. */
  readonly agent: string;
  readonly type?: string;
  readonly task?: string;
  /** plan, execute, verify, bug_fix … */
  readonly taskType?: string;
  readonly state?: Details;
  readonly sessionId?: string;
  readonly id?: string;
};

export type Feedback = {
  readonly success?: boolean;
  readonly rating?: number;
  readonly notes?: string;
  readonly judge?: string;
  readonly wouldUseAgain?: boolean;
  readonly alternative?: string;
};

/** One answer of a model. What is undefined is as good as absent. */
export type Usage = {
  readonly model?: string | undefined;
  /** Without any cached ones. */
  readonly inputTokens?: number | undefined;
  readonly cacheReadTokens?: number | undefined;
  /** Written to the cache of 5 minutes. */
  readonly cacheWriteTokens?: number | undefined;
  readonly cacheWrite1hTokens?: number | undefined;
  /** Reasoning included. */
  readonly outputTokens?: number | undefined;
  /** False when `outputTokens` is only what was told before the answer was left. Default: true. */
  readonly outputIsFinal?: boolean | undefined;
  readonly reasoningTokens?: number | undefined;
  readonly durationMs?: number | undefined;
  /** Time to the first token. */
  readonly ttftMs?: number | undefined;
  readonly stopReason?: string | undefined;
  readonly requestId?: string | undefined;
  readonly outputBytes?: number | undefined;
  readonly webSearches?: number | undefined;
  readonly serviceTier?: string | undefined;
  /** What the provider says it costs, in US dollars. */
  readonly costUsd?: number | undefined;
  readonly success?: boolean | undefined;
  readonly taskType?: string | undefined;
  readonly notes?: string | undefined;
  /** What went wrong instead of an answer. */
  readonly error?: unknown;
  /** When it began; default: now, less `durationMs`. */
  readonly startedAt?: Date | number | undefined;
  readonly id?: string | undefined;
  /** The client whose it is, when that is not the reporting program. */
  readonly agent?: string | undefined;
  readonly attributes?: Details | undefined;
};

export type CallOutcome = 'ok' | 'tool_error' | 'command_nonzero' | 'cancelled' | 'denied' | 'unknown';

/** One tool call that is over. Of its parameters and its output only sizes are kept, and what it was about: a path, a command. */
export type ToolCall = {
  readonly tool: string;
  readonly params?: unknown;
  readonly output?: unknown;
  readonly error?: unknown;
  /** Default: `tool_error` with an error, else `ok`. */
  readonly outcome?: CallOutcome | undefined;
  readonly exitCode?: number | undefined;
  readonly durationMs?: number | undefined;
  /** From request to result, waiting for a permission included, where nobody measured the run itself. */
  readonly elapsedMs?: number | undefined;
  readonly startedAt?: Date | number | undefined;
  readonly id?: string | undefined;
  /** The client whose it is, when that is not the reporting program. */
  readonly agent?: string | undefined;
  readonly attributes?: Details | undefined;
};

/** What is recorded belongs to the invocation around it, found by AsyncLocalStorage, or to the session alone. */
export type Recording = {
  /** Runs `fn`, records it as a tool call, and answers what it answers or throws what it throws. */
  tool<T>(name: string, params: unknown, fn: () => Promise<T>): Promise<T>;
  tool<T>(name: string, params: unknown, fn: () => T): T;
  /** Records a tool call that is over; returns its id. */
  call(call: ToolCall): string;
  /** Records an answer of a model; returns its id. */
  usage(usage: Usage): string;
  /** Records an error; returns its id. `agent`, `repo`, `file` of the context have places of their own. */
  recordError(error: unknown, context?: Details): string;
};

export type Run = Recording & {
  readonly id: string;
  readonly sessionId: string;
  readonly agent: string;
  feedback(feedback: Feedback): void;
  /** How it ended, where returning is not success; and what else became of it (`filesModified`, …). */
  outcome(outcome: { readonly status?: string } & Details): void;
};

export type Hindcast = Recording & {
  /** False when recording is switched off: functions are run, ids are given, nothing is kept. */
  readonly enabled: boolean;
  readonly sessionId: string;
  /** Records that were lost: too many at once, or nowhere to write them. */
  readonly dropped: number;
  /** The invocation around the caller. */
  readonly current: Run | undefined;
  logInvocation(invocation: InvocationStart & Details): string;
  updateInvocation(update: InvocationUpdate & Details): void;
  logSuccessMetric(metric: SuccessMetric & Details): void;
  /** Runs `fn` as an invocation of an agent: timed, recorded, its error rethrown as it is. */
  invocation<T>(options: InvocationOptions, fn: (run: Run) => T | Promise<T>): Promise<T>;
  /** Runs `fn` so that all it records belongs to the session. */
  session<T>(sessionId: string, fn: () => T): T;
  /** Records errors that nobody catches; the process ends or goes on as it would have. Returns what undoes it. */
  captureUncaught(): () => void;
  /** When it resolves, everything recorded before is in the log. */
  flush(): Promise<void>;
  /** Flushes and ends the writer. What is recorded afterwards is dropped. */
  close(): Promise<void>;
};

export type TelemetryOptions = {
  /** Names of the methods to watch. Default: execute*, run*, call* and invoke*. */
  readonly methods?: readonly string[];
  /** Default: the instance that the package exports. */
  readonly hindcast?: Pick<Hindcast, 'recordError'>;
};
