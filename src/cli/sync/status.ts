/** `hindcast sync status`: how sharing stands in this clone. Opens no connection unless it is told to. */

import { AppError } from '../../errors.ts';
import { jsonText } from '../../report/json.ts';
import { count } from '../../report/number.ts';
import { findSharePolicy } from '../../share/policy.ts';
import { fetchBranch } from '../../sync/exchange.ts';
import { readSetup } from '../../sync/remembered.ts';
import { identityOf } from '../../sync/remote.ts';
import { statusOf, type Status } from '../../sync/status.ts';
import type { Context, Parsed } from '../define.ts';
import { openSync } from './open.ts';

export async function status(parsed: Parsed, context: Context): Promise<number> {
  const { out, places, settings } = context;
  const { git, place, repo, source } = await openSync(context);
  const setup = readSetup(place);
  if (parsed.is('fetch') && setup?.remote !== undefined) {
    const outcome = await fetchBranch(git, { branch: setup.branch, remote: setup.remote });
    if (outcome instanceof AppError) throw outcome;
  }
  const maxFileBytes = settings.value('sync.maxFileBytes');
  const found = await statusOf({ git, place, places, repo, source: { folder: source, maxFileBytes } });
  const level = found === undefined ? '' : levelOf(place.root, settings.value('sync.share'));
  if (parsed.is('json')) out.write(jsonText(found === undefined ? { set_up: false } : factsOf(found, repo, level)));
  else if (found === undefined) out.write("Not set up. Run 'hindcast sync setup' first.\n");
  else out.write(told(found, level, parsed.is('quiet')));
  return found === undefined ? 1 : 0;
}

/** What leaves: as the settings say, or as the policy of the repository, which can only tighten. */
function levelOf(root: string, own: string): string {
  try {
    const { level, min_developers: least } = findSharePolicy(root).share;
    const said = level ?? own;
    return least > 1 && said !== 'none' ? `${said}, with fewer than ${least} developers only days as a whole` : said;
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause;
    return `nothing: ${cause.message}`;
  }
}

function factsOf({ setup, last, pending, ahead, behind, isShown }: Status, repo: string, level: string): object {
  return {
    set_up: true,
    repo,
    branch: setup.branch,
    remote: setup.remote ?? null,
    url: setup.url ?? null,
    level,
    worktree: setup.worktree,
    worktree_ok: isShown,
    pending_events: pending.events,
    pending_events_exact: pending.exact,
    pending_files: pending.files,
    ahead: ahead ?? null,
    behind: behind ?? null,
    last_sync: last.at ?? null,
    last_failure: last.failure ?? null,
  };
}

function told({ setup, last, pending, ahead, behind, isShown }: Status, level: string, isQuiet: boolean): string {
  const events = `${pending.exact ? '' : 'at most '}${count(pending.events)} ${pending.events === 1 ? 'event' : 'events'}`;
  const files = `${count(pending.files.length)} ${pending.files.length === 1 ? 'file' : 'files'}`;
  const rows: (readonly [string, string])[] = [
    [
      'Branch',
      setup.remote === undefined
        ? `${setup.branch}, in this clone only: there is no remote`
        : `${setup.branch} of ${setup.remote} (${identityOf(setup.url ?? '')})`,
    ],
    ['Shares', level],
    ['Worktree', isShown ? setup.worktree : `${setup.worktree} is missing or broken; hindcast sync setup repairs it`],
    ['Last sync', last.at === undefined ? 'never' : `${last.at.slice(0, 16).replace('T', ' ')} UTC`],
    ...(last.failure === undefined ? [] : [['', `It failed: ${last.failure}`] as const]),
    ['To share', pending.events === 0 && pending.files.length === 0 ? 'nothing' : `${events}, ${files}`],
    ...(isQuiet ? [] : pending.files.map((path) => ['', path] as const)),
    ...(ahead === undefined || ahead === 0
      ? []
      : [['To push', `${count(ahead)} ${ahead === 1 ? 'commit' : 'commits'}`] as const]),
    ...(behind === undefined || behind === 0
      ? []
      : [['To receive', `${count(behind)} ${behind === 1 ? 'commit' : 'commits'}`] as const]),
  ];
  return rows.map(([name, value]) => `${name.padEnd(12)}${value}\n`).join('');
}
