/** Sessions, each in a folder of its own: `<tool>/sessions/<time>-<id>/session.json`. No name from the log leaves the folder. */

import type { EventOf } from '../event/schema.ts';
import { isSkip } from '../event/skip.ts';
import devtools from '../sources/devtools-telemetry.ts';
import { object, type Json } from '../sources/read.ts';
import { jsonOf } from '../store/json.ts';
import { defineSink } from './define.ts';
import { withLeft } from './record.ts';

export default defineSink('devtools-telemetry', {
  title: 'Devtools telemetry',
  summary: 'Sessions as a folder: `<tool>/sessions/<time>-<id>/session.json`, where the tool is the agent client.',
  cannotHold:
    'Only sessions, and of a development tool what its run came to. Characters that a file name cannot have become `_` in the name of the tool.',
  name: 'devtools-telemetry',
  makes: 'folder',
  async *files({ facts, leaveOut }) {
    // The run of a tool begins with its session and stands before it.
    const runs = new Map<string, EventOf<'invocation'>>();
    const taken = new Set<string>();
    for await (const events of facts.events(['session', 'invocation'], IS_SESSION)) {
      for (const event of events) {
        if (event.kind === 'invocation') runs.set(event.id, event);
        if (event.kind !== 'session') continue;
        const run = runs.get(event.id);
        runs.delete(event.id);
        const folder = folderOf(event, taken);
        const path = `${folder}/session.json`;
        yield { path, pieces: [`${jsonOf(sessionRecord(path, event, run))}\n`] };
      }
    }
    for (const _run of runs) leaveOut('that are runs without their session');
  },
});

const IS_SESSION = `"kind" = 'session' or "agent_type" = 'devtool'`;

/** Two sessions never share one, also where the file system takes large and small letters for the same. */
function folderOf({ agent, at, id }: EventOf<'session'>, taken: Set<string>): string {
  const time = at.slice(0, 19).replaceAll(':', '');
  const name = `${safe(agent)}/sessions/${time}Z-${safe(id)}`;
  let folder = name;
  for (let next = 2; taken.has(folder.toLowerCase()); next++) folder = `${name}-${next}`;
  taken.add(folder.toLowerCase());
  return folder;
}

/** One name of a file or folder: no separator, and nothing that is hidden or leads upwards. */
function safe(name: string): string {
  return (
    name
      .replaceAll(/[^\w.@+-]/g, '_')
      .replace(/^\.+/, '_')
      .slice(0, 100)
      .replace(/\.$/, '_') || '_'
  );
}

/** What the tool wrote, with what its source would not read from it. */
export function sessionRecord(path: string, event: EventOf<'session'>, run: EventOf<'invocation'> | undefined): Json {
  const record = withLeft({ session_id: event.id }, event.attributes);
  const [session, invocation] = devtools
    .parser({ path, state: undefined })
    .read(record, { index: 0 })
    .map((one) => (isSkip(one) ? undefined : object(one)));
  const added: Record<string, unknown> = {};
  const wanted: readonly (readonly [name: string, value: unknown, read: unknown])[] = [
    ['started_at', event.at, session?.['at']],
    ['ended_at', event.ended_at, session?.['ended_at']],
    ['cwd', event.cwd, session?.['cwd']],
    ['branch', event.branch, session?.['branch']],
    ['status', run?.status, invocation?.['status']],
    ['success', run?.success, invocation?.['success']],
    ['duration_ms', run?.duration_ms ?? event.duration_ms, invocation?.['duration_ms']],
  ];
  for (const [name, value, read] of wanted) if (value !== undefined && value !== read) added[name] = value;
  return { ...record, ...added };
}
