/** A session, and the one invocation of the tool that it is. What the fields do not tell, the path does. */

import { skip } from '../../event/skip.ts';
import type { FileContext, Parser, Yielded } from '../define.ts';
import { count, flag, instant, known, object, text, type Json } from '../read.ts';
import { millisecondsOf, successOf } from '../records/invocation.ts';
import { leftOf } from '../records/left.ts';

export function openParser({ path }: FileContext): Parser {
  const place = placeOf(path);
  return { read: (record) => readSession(object(record), place), end: () => [], state: () => null };
}

type Place = { readonly tool: string | undefined; readonly folder: string | undefined };

/** The tool and the session's folder, as far as the path shows them. */
function placeOf(path: string): Place {
  const folders = path.split('/').slice(0, -1);
  const at = folders.lastIndexOf('sessions');
  return { tool: at > 0 ? folders[at - 1] : undefined, folder: folders.at(-1) };
}

/** A session, and the one invocation of the tool that it is. */
function readSession(record: Json | undefined, { tool, folder }: Place): readonly Yielded[] {
  if (record === undefined) return [skip('not-an-object')];
  const id = first(record, ['session_id', 'id'], text) ?? folder;
  if (id === undefined) return [skip('no-id')];
  const at = first(record, ['started_at', 'start_time', 'timestamp', 'created_at'], instant) ?? timeOf(folder);
  if (at === undefined) return [skip('no-timestamp')];
  const agent = tool ?? text(record['tool']) ?? 'devtools';
  const ended = first(record, ['ended_at', 'end_time', 'finished_at', 'completed_at'], instant);
  const status = text(record['status']) ?? text(record['outcome']);
  const shared = known({ at, observers: 'log', agent, session_id: id, session_at: at, ended_at: ended } as const);
  const attributes = leftOf(record, new Set(['session_id', 'id']));
  return [
    known({
      kind: 'session',
      id,
      ...shared,
      cwd: text(record['cwd']),
      branch: text(record['branch']),
      attributes,
    } as const),
    known({
      kind: 'invocation',
      id,
      ...shared,
      name: agent,
      agent_type: 'devtool',
      status,
      success: flag(record['success']) ?? successOf(status),
      duration_ms: count(record['duration_ms']) ?? millisecondsOf(record['duration_seconds']),
    } as const),
  ];
}

function first<T>(record: Json, names: readonly string[], read: (value: unknown) => T | undefined): T | undefined {
  return names.map((name) => read(record[name])).find((value) => value !== undefined);
}

/** `2026-11-20T101500Z-ab12`, `20261120-101500-ab12`, `2026-11-20T10-15-00-ab12`: the time at the beginning of the folder's name. */
function timeOf(folder: string | undefined): string | undefined {
  const match = /^(\d{4})-?(\d\d)-?(\d\d)[T_-]?(\d\d)[-:]?(\d\d)[-:]?(\d\d)/.exec(folder ?? '');
  if (match === null) return undefined;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = ''] = match;
  return instant(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
