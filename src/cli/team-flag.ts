/** The flag `--team`, and what it leads to; apart from what does it, because every report knows the flag and few are asked with it. */

import type { Context, Flag } from './define.ts';

export const TEAM_FLAG = {
  type: 'boolean',
  help: 'Ask what the team has shared with hindcast sync: of this repository, or with --repo or outside of one, of all.',
} as const satisfies Flag;

export type AskedTeam = {
  /** The same world, with the log of the team. */
  readonly context: Context;
  /** `Shared facts of 3 developers` */
  readonly title: string;
  readonly notes: readonly string[];
  /** With fewer developers nobody may be shown alone. */
  readonly minDevelopers: number;
};
