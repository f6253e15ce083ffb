/** `hindcast prune`: deletes old days of the log, after saying what goes. What was pruned is not imported again. */

import { AppError } from '../../errors.ts';
import { parseSize } from '../../config/parse.ts';
import { jsonText } from '../../report/json.ts';
import { bytes, count } from '../../report/number.ts';
import { prune, type PruneSummary } from '../../store/prune.ts';
import { dayPlus } from '../../store/segment.ts';
import { defineCommand, type Context, type Parsed } from '../define.ts';

type Limits = { readonly olderThan?: string; readonly maxBytes?: number };

export default defineCommand('prune', {
  summary: 'Deletes old events from the log.',
  description:
    'Whole days go, the oldest first. Without flags the settings log.maxDays and log.maxBytes decide. The files of the agents are not touched, and what was pruned is not imported again.',
  flags: {
    'older-than': { type: 'text', value: 'AGE', help: 'Delete days older than this: 90d, 12w, or a date.' },
    'max-size': {
      type: 'text',
      value: 'SIZE',
      help: 'Delete the oldest days until the log is no larger than this: 100MB.',
    },
    'dry-run': { type: 'boolean', short: 'n', help: 'Say what would go, and delete nothing.' },
    yes: { type: 'boolean', short: 'y', help: 'Do not ask.' },
    json: { type: 'boolean', help: 'Print what went as JSON.' },
  },
  examples: [
    { line: 'hindcast prune --older-than 90d --dry-run', does: 'What would go.' },
    { line: 'hindcast prune --older-than 90d --yes', does: 'Delete it without asking.' },
    { line: 'hindcast prune --max-size 500MB', does: 'Keep the newest 500 MB.' },
  ],
  async run(parsed, context) {
    const { out, places, now } = context;
    const limits = readLimits(parsed, context);
    const plan = await prune(places, { ...limits, now, dryRun: true });
    const json = (summary: PruneSummary, dryRun: boolean): void => out.write(jsonText({ ...summary, dry_run: dryRun }));
    if (plan.days === 0) {
      if (parsed.is('json')) json(plan, parsed.is('dry-run'));
      else out.write('Nothing to delete: the log is within the limits.\n');
      return 0;
    }
    if (parsed.is('dry-run')) {
      if (parsed.is('json')) json(plan, true);
      else out.write(`Would delete ${described(plan)}.\n`);
      return 0;
    }
    if (!parsed.is('yes') && !(await confirmed(plan, context))) {
      out.notice('Nothing was deleted.');
      return 1;
    }
    const done = await prune(places, { ...limits, now });
    if (parsed.is('json')) json(done, false);
    else out.write(`Deleted ${described(done)}.\n`);
    return 0;
  },
});

function readLimits(parsed: Parsed, { settings, now }: Context): Limits {
  const age = parsed.text('older-than');
  const size = parsed.text('max-size');
  const none = age === undefined && size === undefined;
  const days = none ? settings.value('log.maxDays') : null;
  const olderThan =
    age === undefined ? (days === null ? undefined : firstKept(`${days}d`, now())) : firstKept(age, now());
  const maxBytes =
    size === undefined ? (none ? (settings.value('log.maxBytes') ?? undefined) : undefined) : readSize(size);
  if (olderThan === undefined && maxBytes === undefined) {
    throw new AppError('usage/missing-argument', 'hindcast prune needs a limit.', {
      hint: 'Give --older-than 90d or --max-size 500MB, or set log.maxDays or log.maxBytes.',
    });
  }
  return { ...(olderThan === undefined ? {} : { olderThan }), ...(maxBytes === undefined ? {} : { maxBytes }) };
}

/** The first UTC day that is kept. */
function firstKept(age: string, now: Date): string {
  const today = now.toISOString().slice(0, 10);
  const ago = /^(\d{1,5})(d|w)$/.exec(age);
  if (ago !== null) return dayPlus(today, -Number(ago[1]) * (ago[2] === 'w' ? 7 : 1));
  const valid =
    /^\d{4}-\d\d-\d\d$/.test(age) && !Number.isNaN(Date.parse(age)) && new Date(age).toISOString().startsWith(age);
  if (valid && age <= today) return age;
  throw new AppError('usage/bad-value', `--older-than ${JSON.stringify(age)} is no age.`, {
    hint: 'Ages look like 90d, 12w or 2026-08-01; a date is the first day to keep.',
  });
}

function readSize(text: string): number {
  const size = parseSize(text);
  if (size !== undefined) return size;
  throw new AppError('usage/bad-value', `--max-size ${JSON.stringify(text)} is no size.`, {
    hint: 'Sizes look like 500MB or 2GB.',
  });
}

async function confirmed(plan: PruneSummary, { ask }: Context): Promise<boolean> {
  const answer = await ask(`This deletes ${described(plan)}. Continue? [y/N] `);
  if (answer !== undefined) return /^y(es)?$/i.test(answer.trim());
  throw new AppError(
    'usage/missing-argument',
    `This would delete ${described(plan)}, and nobody is at the terminal to agree.`,
    {
      hint: 'Give --yes to delete, or --dry-run to look first.',
    },
  );
}

function described({ days, bytes: size, kept_bytes: kept, pruned_before: before }: PruneSummary): string {
  const span = before === undefined ? '' : ` before ${before}`;
  return `${count(days)} ${days === 1 ? 'day' : 'days'}${span} (${bytes(size)}; ${bytes(kept)} stay)`;
}
