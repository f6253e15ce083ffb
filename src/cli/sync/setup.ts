/** `hindcast sync setup`: decides once per clone where telemetry goes, and says what that means. Nothing of the log leaves. */

import { existsSync } from 'node:fs';

import { jsonText } from '../../report/json.ts';
import type { Git } from '../../sync/git.ts';
import { identityOf } from '../../sync/remote.ts';
import { setUp, type Settled } from '../../sync/setup.ts';
import { rememberClone } from '../../team/clones.ts';
import type { Context, Parsed } from '../define.ts';
import { openSync } from './open.ts';

export async function setup(parsed: Parsed, context: Context): Promise<number> {
  const { out, settings, places, now } = context;
  const { git, place, wishes, source } = await openSync(context);
  out.progress('Looking at the remote');
  const settled = await setUp(git, place, { ...wishes, allowPublic: parsed.is('allow-public'), now: now() });
  rememberClone(places, place.root);
  const notes = [...settled.notes, ...(await unignored(git, source))];
  for (const note of notes) out.notice(note);
  const { how, setup: made } = settled;
  if (parsed.is('json')) {
    out.write(jsonText({ ...made, how, notes }));
    return 0;
  }
  out.write(told(settled, settings.value('sync.share')));
  return 0;
}

/** What other tools leave there is no code, and would be committed with it. */
async function unignored(git: Git, source: string): Promise<readonly string[]> {
  if (!existsSync(source) || (await git(['check-ignore', '--quiet', source])).status !== 1) return [];
  return [
    `${source} is not ignored by git; add its name to .gitignore, or what is in it may be committed with the code.`,
  ];
}

const HOW: Readonly<Record<Settled['how'], string>> = {
  began: 'Began the branch',
  joined: 'Joined the branch',
  kept: 'The branch was there already:',
  restored: 'Somebody deleted the branch on the remote; the next sync puts it back:',
};

function told({ how, setup: { branch, remote, url, worktree, allowPublic } }: Settled, level: string): string {
  const where =
    remote === undefined
      ? 'There is no remote, so everything stays in this clone.'
      : `hindcast sync shares through ${remote} (${identityOf(url ?? '')})${allowPublic ? ', which may be public' : ''}.`;
  const shares =
    level === 'redacted'
      ? 'Redacted texts leave as well (sync.share is redacted).'
      : 'Only figures leave: no text, no path, no command (sync.share is metrics).';
  return `${HOW[how]} ${branch}. ${worktree} shows it.\n${where} ${shares}\nhindcast sync --dry-run shows what would leave.\n`;
}
