/** `hindcast sync` itself, and what it would do: imports what is new, shares it, and says what left. */

import { spokenCounts } from '../../sync/message.ts';
import type { Publish } from '../../share/define.ts';
import { union } from '../../share/union.ts';
import { jsonText } from '../../report/json.ts';
import { bytes, count } from '../../report/number.ts';
import { previewSync, runSync, type Synced, type Syncing } from '../../sync/loop.ts';
import { logSizes } from '../../sync/pending.ts';
import { readLast, writeLast, type Setup } from '../../sync/remembered.ts';
import { readSettled, refuseBecamePublic } from '../../sync/setup.ts';
import { refuseCheckedOut, showBranch } from '../../sync/worktree.ts';
import { AppError } from '../../errors.ts';
import { deliver } from '../delivering.ts';
import type { Context, Parsed } from '../define.ts';
import { openSync, type Opened } from './open.ts';

export async function share(parsed: Parsed, context: Context): Promise<number> {
  const opened = await openSync(context);
  const { git, place } = opened;
  const { setup, remote } = await readSettled(git, place, opened.wishes);
  await importFirst(parsed, context);
  const view = { path: setup.worktree, branch: setup.branch };
  await refuseCheckedOut(git, view);
  await refuseBecamePublic(git, place, { setup, remote, now: context.now() });
  const syncing = await syncingOf(opened, setup, { parsed, context });
  if (parsed.is('dry-run')) return preview(syncing, parsed, context);
  // What comes while this runs is for the next sync.
  const [log, doneAt] = [logSizes(context.places), context.now().toISOString()];
  const synced = await runSync(syncing).catch((cause: unknown) => {
    if (cause instanceof AppError) writeLast(place, { at: context.now().toISOString(), failure: cause.message });
    throw cause;
  });
  const at = context.now().toISOString();
  writeLast(place, { at, failure: synced.failure?.message, remote: synced.remote, doneAt, log });
  const notes = [...synced.notes, ...(await viewNotes(opened, view))];
  for (const note of notes) context.out.notice(note);
  if (synced.failure !== undefined) throw synced.failure;
  context.out.write(
    parsed.is('json') ? jsonText({ ...factsOf(synced), pushed: synced.pushed, notes }) : told(synced, setup),
  );
  return 0;
}

async function importFirst(parsed: Parsed, context: Context): Promise<void> {
  if (parsed.isOff('import')) return;
  const { offBecause } = context.settings;
  if (offBecause !== undefined) {
    context.out.notice(`Recording is off (${offBecause}); nothing new was imported.`);
    return;
  }
  const [{ importNew }, { sources }] = await Promise.all([import('../importing.ts'), import('../../sources/index.ts')]);
  await importNew(context, { sources });
}

async function syncingOf(
  opened: Opened,
  setup: Setup,
  { parsed, context }: { readonly parsed: Parsed; readonly context: Context },
): Promise<Syncing> {
  const { redactionHere } = await import('../../doors/known.ts');
  const redaction = redactionHere(context);
  const text = parsed.text('message')?.trim();
  const message = text === undefined || text === '' ? undefined : await redactedText(text, redaction);
  return {
    git: opened.git,
    place: opened.place,
    refs: { branch: setup.branch, remote: setup.remote },
    publish: await publishOf(opened, context, redaction),
    union,
    ...(message === undefined ? {} : { message }),
    now: context.now,
    seen: readLast(opened.place).remote,
    progress: (doing) => context.out.progress(doing),
  };
}

type Redaction = Parameters<typeof import('../../redaction/redact.ts').makeRedactor>[0];

async function redactedText(text: string, redaction: Redaction): Promise<string> {
  const { makeRedactor } = await import('../../redaction/redact.ts');
  return makeRedactor(redaction).redactText(text);
}

async function publishOf(
  { place, repo, source }: Opened,
  { places, settings, now }: Context,
  redaction: Redaction = {},
): Promise<Publish> {
  const [{ makePublish }, { shareKey }] = await Promise.all([
    import('../../share/publish.ts'),
    import('../../share/key.ts'),
  ]);
  return makePublish({
    places,
    repo,
    root: place.root,
    key: shareKey({ places, commonDir: place.common }),
    level: settings.value('sync.share') === 'redacted' ? 'redacted' : 'metrics',
    developer: settings.value('sync.developer'),
    redaction,
    source: { folder: source, maxFileBytes: settings.value('sync.maxFileBytes') },
    now,
  });
}

/** A view that cannot be brought along is worth a word, and no failure. */
async function viewNotes({ git, place }: Opened, view: { path: string; branch: string }): Promise<readonly string[]> {
  try {
    return await showBranch(git, place, view);
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause;
    return [`${cause.message} The branch itself is complete.`];
  }
}

async function preview(syncing: Syncing, parsed: Parsed, context: Context): Promise<number> {
  const { publication, files } = await previewSync(syncing);
  for (const note of publication.notes) context.out.notice(note);
  const contents = [...files].map(([path, content]) => ({
    path,
    bytes: content.byteLength,
    content: Buffer.from(content).toString('utf8'),
  }));
  const facts = {
    events: publication.events,
    files: contents.length,
    added_bytes: publication.added_bytes,
    dry_run: true,
  };
  if (parsed.is('json')) {
    deliver(jsonText({ ...facts, contents }), parsed, context);
    return 0;
  }
  const file = parsed.text('output');
  if (file !== undefined)
    deliver(contents.map(({ path, content }) => `=== ${path}\n${content}`).join(''), parsed, context);
  if (file === '-') return 0;
  const list = contents.map((each) => `  ${each.path}  ${bytes(each.bytes)}\n`).join('');
  context.out.write(
    contents.length === 0
      ? 'Nothing would leave.\n'
      : `Would share ${spokenOf(publication.events, contents.length)}: ${bytes(publication.added_bytes)} are new.\n${list}`,
  );
  return 0;
}

function factsOf({ events, files, added_bytes }: Synced) {
  return { events, files, added_bytes };
}

function spokenOf(events: Synced['events'], files: number): string {
  const counts = spokenCounts(events);
  const spoken = `${count(files)} ${files === 1 ? 'file' : 'files'}`;
  return counts === '' ? spoken : `${counts} in ${spoken}`;
}

function told(synced: Synced, { branch, remote }: Setup): string {
  const where = remote === undefined ? `${branch} of this clone` : `${branch} of ${remote}`;
  const end = remote === undefined ? ' There is no remote to push to.' : '';
  if (synced.files > 0)
    return `Shared ${spokenOf(synced.events, synced.files)} (${bytes(synced.added_bytes)}) on ${where}.${end}\n`;
  if (synced.pushed) return `Pushed to ${where} what was committed before.\n`;
  return `Nothing new to share; ${where} is up to date.${end}\n`;
}
