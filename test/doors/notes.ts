/** A source made for tests: `{"call":"id","at":…,"cwd":…,"text":…}` is a call, `{"end":"id"}` gives the open call of this id its outcome. */

import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

import type { Environment } from '../../src/config/environment.ts';
import { places, type Places } from '../../src/config/home.ts';
import type { Event } from '../../src/event/schema.ts';
import { skip } from '../../src/event/skip.ts';
import { importFiles, type ImportOptions, type ImportSummary } from '../../src/ingest.ts';
import { defineSource, type Source } from '../../src/sources/define.ts';
import { list, object, sizeOf, text } from '../../src/sources/read.ts';

export type Note = {
  call?: string;
  end?: string;
  at?: string;
  cwd?: string;
  text?: string;
  kind?: 'session';
  throws?: boolean;
  broken?: boolean;
};

export const notes: Source = defineSource('notes', {
  title: 'Notes',
  summary: 'Made for tests.',
  version: 1,
  files: { roots: [{ env: 'NOTES', path: '~/.notes' }], match: '**/*.jsonl', format: 'jsonl', keep: { text: 64 } },
  parser({ state }) {
    const open = new Map(list(state).map((one) => [text(object(one)?.['id']) ?? '', object(one) ?? {}]));
    const event = (record: Readonly<Record<string, unknown>>, outcome: 'ok' | 'unknown', seq: number): Event => ({
      kind: record['kind'] === 'session' ? 'session' : 'call',
      id: text(record['call']) ?? '',
      at: text(record['at']) ?? '2026-01-31T12:00:00.000Z',
      observers: 'transcript',
      agent: 'notes',
      seq,
      ...(text(record['cwd']) === undefined ? {} : { cwd: text(record['cwd']) ?? '' }),
      ...(record['kind'] === 'session'
        ? {}
        : { outcome, target: text(record['text']) ?? 'none', input_bytes: sizeOf(String(record['text'] ?? '')) }),
    });
    return {
      read(record, { index }) {
        const note = object(record);
        if (note === undefined) return [skip('not-an-object')];
        if (note['throws'] === true) throw new RangeError('a bug');
        if (note['broken'] === true) return [{ ...event({ call: 'x' }, 'ok', index), at: '2026-02-30T00:00:00.000Z' }];
        const ended = text(note['end']);
        if (ended !== undefined) {
          const begun = open.get(ended);
          open.delete(ended);
          return begun === undefined
            ? [skip('no-id')]
            : [event(object(begun['record']) ?? {}, 'ok', Number(begun['index']))];
        }
        const id = text(note['call']);
        if (id === undefined) return [skip('unknown-type')];
        if (note['kind'] === 'session') return [event(note, 'ok', index)];
        open.set(id, { id, index, record: note });
        return [skip('part-of-event')];
      },
      end: () =>
        [...open.values()].map((begun) => event(object(begun['record']) ?? {}, 'unknown', Number(begun['index']))),
      state: () => [...open.values()],
    };
  },
});

export function line(note: Note): string {
  return `${JSON.stringify(note)}\n`;
}

export type Desk = {
  root: string;
  home: Places;
  environment: Environment;
  run(options?: Partial<ImportOptions>): Promise<ImportSummary>;
};

/** A fresh folder of notes and a fresh store; both are deleted after the test. */
export function openDesk(source: Source = notes): Desk {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-ingest-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const root = join(folder, 'notes');
  mkdirSync(root);
  const home = places(join(folder, 'store'));
  const environment = environmentOf(folder, { NOTES: root });
  const run = (options: Partial<ImportOptions> = {}): Promise<ImportSummary> =>
    importFiles({ places: home, sources: [source], environment, redaction: {}, ...options });
  return { root, home, environment, run };
}

export function environmentOf(folder: string, variables: Readonly<Record<string, string>>): Environment {
  return {
    variable: (name) => variables[name],
    homeDir: join(folder, 'home'),
    cwd: folder,
    platform: process.platform,
    user: {},
  };
}

/** Every event of the log, in the order of its lines, as `day` and fields. */
export function logged({ log }: Places): (Readonly<Record<string, unknown>> & { day: string })[] {
  const files = readdirSync(log, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ndjson'))
    .sort();
  return files.flatMap((name) => {
    const lines = readFileSync(join(log, name), 'utf8')
      .split('\n')
      .filter((text_) => text_ !== '');
    return lines.map((text_) => ({ day: name.split(/[\\/]/).slice(0, 3).join('-'), ...object(JSON.parse(text_)) }));
  });
}
