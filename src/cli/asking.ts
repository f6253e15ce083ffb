/** What every command that asks the log has in common: which part of it is asked, and the engine over that part. */

import { AppError, didYouMean } from '../errors.ts';
import type { Analysis, Cell, Section } from '../analyses/define.ts';
import { plain } from '../report/width.ts';
import { openEngine, type Engine, type Report } from '../engine/engine.ts';
import type { Context, Flag, Parsed } from './define.ts';
import { refuseFileInTheWay } from './folder.ts';
import { readWhen } from './when.ts';

export const PERIOD_FLAGS = {
  since: {
    type: 'text',
    value: 'TIME',
    help: 'How far back: 12h, 7d, 2w, a date, or all. Default: the setting report.since (7d).',
  },
  until: { type: 'text', value: 'TIME', help: 'Up to this time; a date includes that day. Default: now.' },
  repo: { type: 'text', value: 'REPO', help: 'Only this repository: its identity, or the end of it.' },
  agent: { type: 'text', value: 'AGENT', help: 'Only this agent client, as claude-code or codex.' },
  session: { type: 'text', value: 'ID', help: 'Only this session: its id, or the beginning of it.' },
  tz: { type: 'text', value: 'ZONE', help: 'IANA time zone of days and times. Default: the setting timezone.' },
} as const satisfies Record<string, Flag>;

export type Period = {
  readonly since: string | null;
  readonly until: string | null;
  readonly tz: string;
  /** `last 7 days`, when it was asked for so. */ readonly words: string | undefined;
  /** ` --since 30d`, to ask another question about the same time. */ readonly flag: string;
};
/** The values of COMMON_PARAMS. */
export type Common = {
  readonly since: string | null;
  readonly until: string | null;
  readonly repo: string | null;
  readonly agent: string | null;
  readonly session: string | null;
  readonly tz: string;
};

/** `sinceText` is how far back when --since does not say it otherwise. */
export function readPeriod(
  parsed: Parsed,
  { settings, now }: Pick<Context, 'settings' | 'now'>,
  sinceText = settings.value('report.since'),
): Period {
  const tz = settings.value('timezone');
  const asked = { now: now(), zone: tz };
  const since = readWhen(sinceText, 'since', { ...asked, flag: 'since' });
  const untilText = parsed.text('until');
  const until = untilText === undefined ? null : readWhen(untilText, 'until', { ...asked, flag: 'until' });
  if (since !== null && since > asked.now.toISOString()) {
    throw new AppError('usage/bad-value', `--since ${sinceText} lies in the future.`, {
      hint: 'Nothing has been recorded there yet. Times look like 7d or 2026-11-01.',
    });
  }
  if (since !== null && until !== null && until <= since) {
    throw new AppError('usage/bad-value', `--until ${untilText} is not after --since ${sinceText}.`, {
      hint: 'Exchange the two, or leave one out.',
    });
  }
  return {
    since,
    until,
    tz,
    words: until === null ? periodWords(sinceText) : undefined,
    flag: parsed.text('since') === undefined ? '' : ` --since ${sinceText}`,
  };
}

function periodWords(text: string): string | undefined {
  if (text === 'all') return 'all time';
  const match = /^(\d+)(h|d|w)$/.exec(text);
  if (match === null) return undefined;
  const unit = { h: 'hour', d: 'day', w: 'week' }[match[2] ?? ''] ?? '';
  return match[1] === '1' ? `last ${unit}` : `last ${match[1]} ${unit}s`;
}

/** Opens the engine over the period and closes it again, whatever happens. */
export async function withEngine<T>(
  context: Context,
  period: Pick<Period, 'since' | 'until'>,
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  const { settings, places } = context;
  const threads = settings.value('engine.threads');
  const prices = settings.value('prices.file');
  refuseFileInTheWay(places.home);
  const engine = await openEngine(places, {
    memoryLimit: settings.value('engine.memoryLimit'),
    ...(threads === null ? {} : { threads }),
    ...(prices === null ? {} : { pricesFile: prices }),
    ...(period.since === null ? {} : { since: period.since }),
    ...(period.until === null ? {} : { until: period.until }),
  });
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

/** Asks every part; two that ask the same thing share the answer. */
export async function askEach<P extends Section>(
  parts: readonly P[],
  common: Common,
  engine: Engine,
): Promise<{ readonly part: P; readonly report: Report }[]> {
  const answers = new Map<string, Report>();
  const asked: { readonly part: P; readonly report: Report }[] = [];
  for (const part of parts) {
    const key = `${part.analysis.id} ${JSON.stringify(part.params ?? {})}`;
    const report = answers.get(key) ?? (await engine.run(part.analysis, { ...common, ...part.params }));
    answers.set(key, report);
    asked.push({ part, report });
  }
  return asked;
}

export type Asking = { readonly parsed: Parsed; readonly period: Period; readonly notice: (text: string) => void };

/** What looks up names: an engine, for one. */
export type Answering = { sql(text: string): Promise<{ readonly rows: readonly (readonly unknown[])[] }> };

/** The common parameters; names that were shortened are looked up in the log. */
export async function commonParams({ parsed, period, notice }: Asking, engine: Answering): Promise<Common> {
  const { since, until, tz } = period;
  const repo = await named(
    parsed.text('repo'),
    { what: 'repository', column: 'repo', fits: (known, wanted) => known.endsWith(`/${wanted}`), notice },
    engine,
  );
  const agent = await named(
    parsed.text('agent'),
    { what: 'agent', column: 'agent', fits: () => false, notice },
    engine,
  );
  const session = await named(
    parsed.text('session'),
    { what: 'session', column: 'session_id', fits: (known, wanted) => known.startsWith(wanted), notice },
    engine,
  );
  return { since, until, repo, agent, session, tz };
}

type Lookup = {
  readonly what: string;
  readonly column: 'repo' | 'agent' | 'session_id';
  readonly fits: (known: string, wanted: string) => boolean;
  readonly notice: (text: string) => void;
};

/** A name that this part of the log does not hold is said to be so: an empty report alone would look like a quiet week. */
async function named(
  wanted: string | undefined,
  { what, column, fits, notice }: Lookup,
  engine: Answering,
): Promise<string | null> {
  if (wanted === undefined) return null;
  const { rows } = await engine.sql(`select distinct ${column} from event where ${column} is not null order by 1`);
  const known = rows.map(([name]) => String(name));
  if (known.includes(wanted)) return wanted;
  const fitting = known.filter((name) => fits(name, wanted));
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) return only;
  if (fitting.length > 1) {
    throw new AppError('usage/bad-value', `Several fit the ${what} "${wanted}": ${listed(fitting)}.`, {
      hint: 'Give more of the name.',
    });
  }
  const others =
    didYouMean(wanted, known) ??
    (known.length === 0 ? 'Nothing is logged in this period.' : `Known: ${listed(known)}.`);
  notice(`The log of this period knows no ${what} "${plain(wanted)}". ${plain(others)}`);
  return wanted;
}

function listed(names: readonly string[]): string {
  return names.length <= 6 ? names.join(', ') : `${names.slice(0, 6).join(', ')} and ${names.length - 6} more`;
}

/** The value of an analysis' own parameter, from the text of its flag. */
export function ownParams(parsed: Parsed, analysis: Analysis): Record<string, Cell> {
  const values: Record<string, Cell> = {};
  for (const [name, { type }] of Object.entries(analysis.params)) {
    const flag = flagOf(name);
    const text = parsed.text(flag);
    if (type === 'boolean') {
      if (parsed.is(flag) || parsed.isOff(flag)) values[name] = parsed.is(flag);
    } else if (text !== undefined) values[name] = type === 'integer' ? wholeNumber(flag, text) : text;
  }
  return values;
}

export function flagOf(param: string): string {
  return param.replaceAll('_', '-');
}

function wholeNumber(flag: string, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new AppError('usage/bad-value', `--${flag} ${JSON.stringify(text)} is no whole number.`);
}
