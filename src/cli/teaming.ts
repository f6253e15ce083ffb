/** `--team`: asks what a team has shared instead of the log of this machine. Opens no connection; `hindcast sync` fetches. */

import type { Places } from '../config/home.ts';
import { redactionHere } from '../doors/known.ts';
import { pendingEvents } from '../sync/pending.ts';
import { readLast } from '../sync/remembered.ts';
import type { TeamBranch } from '../team/branch.ts';
import { findBranches, leastDevelopers } from '../team/open.ts';
import { readTeam } from '../team/read.ts';
import { teamNotes, titleOf } from '../team/said.ts';
import type { Context, Parsed } from './define.ts';
import type { AskedTeam } from './team-flag.ts';

export async function openTeam(parsed: Parsed, context: Context): Promise<AskedTeam> {
  const { places, environment, now, out } = context;
  const branches = await findBranches({ places, environment, everywhere: parsed.text('repo') !== undefined });
  const progress = (text: string): void => out.progress(text);
  const team = await readTeam({ places, branches, redaction: redactionHere(context), now, progress });
  const pending = pendingOf(places, branches);
  return {
    context: { ...context, places: team.places },
    title: titleOf({ team, branches }),
    notes: teamNotes({ team, branches, pending, now: now() }),
    minDevelopers: leastDevelopers(branches),
  };
}

function pendingOf(places: Places, branches: readonly TeamBranch[]): { events: number; exact: boolean } {
  const all = branches.map(({ repo, place }) => pendingEvents(places, repo, readLast(place)));
  return { events: all.reduce((sum, { events }) => sum + events, 0), exact: all.every(({ exact }) => exact) };
}
