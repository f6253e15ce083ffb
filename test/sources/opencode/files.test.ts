/** What older versions of OpenCode kept as files: the same as the database, under the same ids. */

import { rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import opencode from '../../../src/sources/opencode.ts';
import { object } from '../../../src/sources/read.ts';
import { ask, importInto, withFolder, type Folder } from '../../doors/imports.ts';
import { recordsOf } from '../codex/reading.ts';
import { makeDatabase } from './database.ts';

const rows = recordsOf(join(import.meta.dirname, 'work', 'input.jsonl'));
const STORAGE = '.local/share/opencode/storage';
const EVERYTHING = `select kind, id, session_id, subagent_id, seq, turn, tool, outcome, duration_ms, input_tokens, input_bytes, reported_cost_micros
  from event order by kind, id`;

/** Writes a row as the file that an older version would have kept. */
function store(folder: Folder, record: unknown): string {
  const row = object(object(record)?.['row']) ?? {};
  const { id, session_id: session, message_id: message } = row;
  const data = typeof row['data'] === 'string' ? object(JSON.parse(row['data'])) : {};
  const time = { created: row['time_created'], updated: row['time_updated'] };
  switch (object(record)?.['table']) {
    case 'session': {
      const { parent_id: parentID, summary_additions: additions, summary_deletions: deletions } = row;
      const { directory, version, title } = row;
      const info = { id, projectID: 'global', directory, version, title, time, summary: { additions, deletions } };
      return folder.write(`${STORAGE}/session/global/${String(id)}.json`, JSON.stringify({ ...info, parentID }));
    }
    case 'message':
      return folder.write(
        `${STORAGE}/message/${String(session)}/${String(id)}.json`,
        JSON.stringify({ id, sessionID: session, time, ...data }, null, 2),
      );
    default:
      return folder.write(
        `${STORAGE}/part/${String(message)}/${String(id)}.json`,
        JSON.stringify({ id, sessionID: session, messageID: message, ...data }, null, 2),
      );
  }
}

/** Only the database sums up what a session cost, and when a part was made that tells no time of its own. */
const TIMELESS = new Set(['prt_02']);

test('sessions that lie in files say what the database says', async () => {
  const files = withFolder();
  for (const row of rows) store(files, row);
  const { events, warnings } = await importInto(files, opencode);
  expect(warnings).toEqual([]);
  expect(events).toBeGreaterThan(10);
  const base = withFolder();
  base.write('.local/share/opencode/empty', '');
  makeDatabase(join(base.home, '.local/share/opencode/opencode.db'), rows).close();
  await importInto(base, opencode);
  const told = async (folder: Folder) =>
    (await ask(folder, EVERYTHING))
      .map((row) => (row[0] === 'session' ? row.slice(0, -1) : row))
      .filter(([, id]) => !TIMELESS.has(String(id)));
  expect(await told(files)).toEqual(await told(base));
});

test('files beside the database that took them over are counted once, and read again only when they change', async () => {
  const folder = withFolder();
  const paths = rows.map((row) => store(folder, row));
  makeDatabase(join(folder.home, '.local/share/opencode/opencode.db'), rows).close();
  await importInto(folder, opencode);
  expect(
    await ask(folder, 'select cast(count(*) as integer), cast(count(distinct (kind, id)) as integer) from event'),
  ).toEqual([[16, 16]]);
  expect(await importInto(folder, opencode)).toMatchObject({ read_bytes: 0, new_events: 0 });
  const message =
    paths
      .filter((path) => path.includes('/message/'))
      .sort()
      .at(-1) ?? '';
  utimesSync(message, new Date(), new Date(Date.now() + 60_000));
  const again = await importInto(folder, opencode);
  expect(again.new_events).toBe(0);
  expect(again.read_bytes).toBeGreaterThan(0);
});

test('a part that is half written is counted, and the rest is read', async () => {
  const folder = withFolder();
  const paths = rows.map((row) => store(folder, row));
  const parts = paths.filter((path) => path.includes('/part/'));
  folder.write((parts[0] ?? '').slice(folder.home.length + 1), '{"id": "prt');
  rmSync(parts[1] ?? '');
  const { skips, events } = await importInto(folder, opencode);
  expect(skips['unfinished-record']).toBe(1);
  expect(events).toBeGreaterThan(10);
});
