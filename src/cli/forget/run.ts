/** Says what would go, asks, takes back what was shared, and deletes. What is cut short is finished by the same command. */

import type { Places } from '../../config/home.ts';
import { AppError } from '../../errors.ts';
import { counted } from '../../insight/spoken.ts';
import { jsonText } from '../../report/json.ts';
import { findSharePolicy, type Grain } from '../../share/policy.ts';
import { doomedBy } from '../../store/doomed.ts';
import { countDoomed, eraseLocked, type Erased } from '../../store/erase.ts';
import { rememberForgotten, type Forgetting } from '../../store/forgotten.ts';
import { withLock } from '../../store/lock.ts';
import { spokenCounts } from '../../sync/message.ts';
import { showBranch } from '../../sync/worktree.ts';
import type { CloneOf } from '../../team/branch.ts';
import { knownClones } from '../../team/clones.ts';
import { cloneAt } from '../../team/open.ts';
import { previewTakeBack, takeBack, type TakenBack, type TakingBack } from '../../team/take-back.ts';
import type { Context, Parsed } from '../define.ts';
import { tidyUp } from '../tidying.ts';
import { readWanted } from './wanted.ts';

export async function forget(parsed: Parsed, context: Context): Promise<number> {
  const { out, places } = context;
  const forgetting = await readWanted(parsed, context);
  const takings = await takingsOf(forgetting, parsed, context);
  const would = await countDoomed(places, doomedBy([forgetting]));
  const wouldTake = await each(takings, previewTakeBack);
  const isNothing = Object.keys(would.events).length === 0 && wouldTake.every(({ files }) => files.length === 0);
  if (parsed.is('dry-run') || isNothing) {
    tell({ parsed, context, erased: would, taken: wouldTake }, isNothing ? 'none' : 'would');
    return 0;
  }
  if (!parsed.is('yes') && !(await confirmed(spoken(would, wouldTake), context))) {
    out.notice('Nothing was deleted.');
    return 1;
  }
  const taken = await each(takings, takeBack);
  for (const [index, { branch, worktree }] of taken.entries())
    await bringAlong(takings[index]?.clone, { path: worktree, branch });
  const erased = await eraseForGood(places, forgetting);
  tell({ parsed, context, erased, taken }, 'done');
  await tidyUp(context);
  return 0;
}

/** Remembers first, deletes then: nothing comes back in between. Goes on with what an earlier one was kept from. */
function eraseForGood(places: Places, forgetting: Forgetting): Promise<Erased> {
  return withLock(places, 'forgetting', () => eraseLocked(places, doomedBy(rememberForgotten(places, forgetting))));
}

/** Where something of it may have been shared. */
async function takingsOf(forgetting: Forgetting, parsed: Parsed, context: Context): Promise<readonly TakingBack[]> {
  if (!parsed.is('from-branch') && !parsed.is('rewrite')) return [];
  const { places, environment, now } = context;
  const clones = new Map<string, CloneOf>();
  for (const folder of [environment.cwd, ...knownClones(places)]) {
    const clone = await cloneAt(folder, environment);
    if (clone !== undefined && !clones.has(clone.place.common)) clones.set(clone.place.common, clone);
  }
  const { repo } = forgetting;
  return [...clones.values()]
    .filter((clone) => repo === undefined || clone.repo === repo)
    .map((clone) => ({
      clone,
      places,
      forgetting,
      grain: grainOf(clone.place.root),
      rewrite: parsed.is('rewrite'),
      now,
    }));
}

/** A policy that cannot be read must not keep anybody from deleting: then the coarsest. */
function grainOf(root: string): Grain {
  try {
    return findSharePolicy(root).share.time;
  } catch (error) {
    if (error instanceof AppError) return 'day';
    throw error;
  }
}

async function each(
  takings: readonly TakingBack[],
  work: (taking: TakingBack) => Promise<TakenBack | undefined>,
): Promise<readonly TakenBack[]> {
  const all: TakenBack[] = [];
  for (const taking of takings) {
    const one = await work(taking);
    if (one !== undefined) all.push(one);
  }
  return all;
}

/** The worktree is a view: the next sync repairs what cannot be brought along now. */
async function bringAlong(clone: CloneOf | undefined, view: { path: string; branch: string }): Promise<void> {
  if (clone === undefined) return;
  try {
    await showBranch(clone.git, clone.place, view);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}

async function confirmed(what: string, { ask }: Context): Promise<boolean> {
  const answer = await ask(`This deletes ${what} for good. Continue? [y/N] `);
  if (answer !== undefined) return /^y(es)?$/i.test(answer.trim());
  throw new AppError('usage/missing-argument', `This would delete ${what}, and nobody is at the terminal to agree.`, {
    hint: 'Give --yes to delete, or --dry-run to look first.',
  });
}

function spoken({ events }: Erased, taken: readonly TakenBack[]): string {
  const shared = taken.reduce((sum, { facts }) => sum + facts, 0);
  const here = spokenCounts(events);
  return [
    ...(here === '' ? [] : [`${here} of the log`]),
    ...(shared === 0 ? [] : [`${counted(shared, 'shared fact')}`]),
    ...(here === '' && shared === 0 ? ['nothing that is known'] : []),
  ].join(' and ');
}

type Told = {
  readonly parsed: Parsed;
  readonly context: Context;
  readonly erased: Erased;
  readonly taken: readonly TakenBack[];
};

function tell({ parsed, context: { out }, erased, taken }: Told, how: 'none' | 'would' | 'done'): void {
  if (parsed.is('json')) {
    out.write(jsonText({ ...erased, branches: taken, dry_run: how !== 'done' && parsed.is('dry-run') }));
    return;
  }
  if (how === 'none') return out.write('Nothing of it is known; nothing was deleted.\n');
  if (how === 'would') return out.write(`Would delete ${spoken(erased, taken)}.\n`);
  const touched = taken.filter(({ files }) => files.length > 0);
  const lines = [
    `Deleted ${spoken(erased, taken)}. None of it is imported again.`,
    ...touched.map(({ repo, branch }) => `Taken back on ${branch} of ${repo}; hindcast sync carries it to the team.`),
    ...(parsed.is('rewrite') ? touched.flatMap(historyOf) : []),
  ];
  out.write(lines.map((line) => `${line}\n`).join(''));
}

function historyOf({ branch, files }: TakenBack): readonly string[] {
  return [
    `The history of ${branch} still holds what was there before. Who administers the remote can remove these objects, by rewriting that branch with git filter-repo --strip-blobs-with-ids; everybody then runs hindcast sync:`,
    ...files.map(({ path, was }) => `  ${was}  ${path}`),
  ];
}
