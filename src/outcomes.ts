/**
 * What became of the work, as git knows it: commits of the time and of the files of a session, and whether they were published or taken
 * back, become events. Bounded in time, and looking twice changes nothing.
 */

import type { Environment } from './config/environment.ts';
import type { Places } from './config/home.ts';
import { stampOf } from './doors/git/traces.ts';
import type { Engine } from './engine/define.ts';
import type { OutcomeSummary } from './outcomes/look-all.ts';
import { readRemembered, remember, type Remembered } from './outcomes/remember.ts';
import type { RedactorOptions } from './redaction/redact.ts';
import { listSegments } from './store/segment.ts';

export type LookOptions = {
  readonly places: Places;
  readonly environment: Environment;
  readonly redaction: () => Promise<RedactorOptions>;
  /** Opens the engine over the log since an instant, or over all of it. */
  readonly open: (since: string | undefined) => Promise<Engine>;
  /** The log holds more than at the last look. Default: as the times of its files tell. */
  readonly isNew?: boolean;
  /** Most that may be spent. */
  readonly budgetMs?: number;
  /** Left for git, however long the log took. */
  readonly leastMs?: number;
  readonly now?: () => Date;
};

const BUDGET_MS = 2_000;
/** Left for git, however long the log took. */
const LEAST_MS = 500;
/** So long the branches are watched for what becomes of a commit. */
const WATCHED_DAYS = 30;
const DAY_MS = 86_400_000;

/** Nothing when nothing moved since the last look. */
export async function findOutcomes(options: LookOptions): Promise<OutcomeSummary | undefined> {
  const { places, environment } = options;
  const now = (options.now ?? (() => new Date()))();
  const before = readRemembered(places);
  if (before !== undefined && !(options.isNew ?? hasGrown(places, before)) && !hasMoved(before)) return undefined;
  const since = before === undefined ? undefined : lookedSince(places, before, now);
  const isUnfinished = Object.keys(before?.rest ?? {}).length > 0;
  // Loaded here: most imports end above.
  const [{ makeGit }, { lookAtAll }, { readWork }, { storeEvents }] = await Promise.all([
    import('./doors/git/run.ts'),
    import('./outcomes/look-all.ts'),
    import('./outcomes/work.ts'),
    import('./ingest/store-events.ts'),
  ]);
  const latest = performance.now() + (options.budgetMs ?? BUDGET_MS);
  const engine = await options.open(isUnfinished ? undefined : since);
  let logged;
  try {
    logged = await readWork(engine, environment);
  } finally {
    await engine.close();
  }
  const from = since === undefined ? earliest(logged.sessions.values(), now) : Date.parse(since);
  const looking = {
    git: makeGit(environment),
    logged,
    since: Math.floor((from - DAY_MS) / 1000),
    deadline: Math.max(latest, performance.now() + (options.leastMs ?? LEAST_MS)),
  };
  const found = await lookAtAll(looking, before);
  if (found === undefined) return undefined;
  const { events, stamps, rest, summary } = found;
  if (events.length > 0) {
    const { homeDir } = environment;
    await storeEvents({ places, events, redaction: await options.redaction(), homeDir });
  }
  remember(places, { lookedAt: now.toISOString(), stamps, rest });
  return summary;
}

function earliest(sessions: Iterable<{ readonly startedAt: string }>, now: Date): number {
  let first = now.getTime();
  for (const { startedAt } of sessions) first = Math.min(first, Date.parse(startedAt));
  return first;
}

function hasMoved({ stamps, rest }: Remembered): boolean {
  if (Object.keys(rest).length > 0) return true;
  return Object.entries(stamps).some(([common, stamp]) => !stamp.startsWith(`${stampOf(common)}|`));
}

function hasGrown(places: Places, { lookedAt }: Remembered): boolean {
  return listSegments(places).segments.some(({ mtime_ms: at }) => at > Date.parse(lookedAt));
}

/** The last weeks, and further back where the log has got lines for older days since the last look. */
function lookedSince(places: Places, { lookedAt }: Remembered, now: Date): string {
  const watched = new Date(now.getTime() - WATCHED_DAYS * DAY_MS).toISOString();
  const grown = listSegments(places).segments.find(
    ({ format, mtime_ms }) => format === 'ndjson' && mtime_ms > Date.parse(lookedAt),
  );
  const day = grown === undefined ? watched : `${grown.day}T00:00:00.000Z`;
  return day < watched ? day : watched;
}
