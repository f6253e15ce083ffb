/** Developers with a machine, a clone and a log each, who share through one bare remote. All of it is real. */

import { basename, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { runCommandLine } from '../../src/cli/run.ts';
import { places, type Places } from '../../src/config/home.ts';
import type { Event } from '../../src/event/schema.ts';
import { storeEvents } from '../../src/ingest/store-events.ts';
import { environmentOf } from '../config/environment.ts';
import { clone, makeRemote, openGround, sh, type Ground } from '../sync/repos.ts';

export const NOW = new Date('2026-11-20T12:00:00.000Z');

export type Answer = { readonly status: number; readonly out: string; readonly err: string };

export type Developer = {
  readonly places: Places;
  readonly folder: string;
  run(
    argv: readonly string[],
    how?: { readonly now?: Date; readonly cwd?: string; readonly answer?: string },
  ): Promise<Answer>;
  /** The rows of a report. */
  rows(...argv: string[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
  keep(events: readonly Event[]): Promise<void>;
  /** Imports nothing: the log is what a test has put there. */
  sync(now?: Date): Promise<void>;
};

export type Crew = {
  readonly ground: Ground;
  readonly remote: string;
  /** Has set up sharing. */
  join(name: string): Promise<Developer>;
};

export function openCrew(name = 'shop.git'): Crew {
  const ground = openGround();
  onTestFinished(() => ground.remove());
  const remote = makeRemote(ground, name);
  return { ground, remote, join: (who) => joinCrew(ground, remote, who) };
}

async function joinCrew(ground: Ground, remote: string, name: string): Promise<Developer> {
  const developer = developerIn(clone(ground, remote, name), ground.path(name));
  const { status, err } = await developer.run(['sync', 'setup']);
  if (status !== 0) throw new Error(err);
  return developer;
}

/** Works on a machine of their own, outside of any repository. */
export function workAlone(): Developer {
  const ground = openGround();
  onTestFinished(() => ground.remove());
  return developerIn(ground.folder, ground.folder);
}

function developerIn(folder: string, home: string): Developer {
  const there = places(join(home, 'hindcast'));
  const variables = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    HINDCAST_TIMEZONE: 'UTC',
    HINDCAST_HOME: there.home,
    HINDCAST_SYNC_DEVELOPER: basename(home),
  };
  const developer: Developer = {
    places: there,
    folder,
    async run(argv, { now = NOW, cwd = folder, answer } = {}) {
      let [out, err] = ['', ''];
      const status = await runCommandLine(argv, {
        out: {
          write: (text) => void (out += text),
          notice: (text) => void (err += `${text}\n`),
          progress: () => undefined,
          columns: 200,
          colour: false,
          unicode: true,
        },
        environment: environmentOf(variables, { homeDir: home, cwd }),
        interactive: () => false,
        stdin: () => Promise.resolve(''),
        ask: () => Promise.resolve(answer),
        atEnd: () => undefined,
        now: () => now,
        version: '0.0.0-test',
      });
      return { status, out, err };
    },
    async rows(...argv) {
      const { status, out, err } = await developer.run([...argv, '--json', '--since', 'all']);
      if (status !== 0) throw new Error(err);
      return JSON.parse(out).rows;
    },
    async keep(events) {
      await storeEvents({ places: there, events, redaction: {} });
    },
    async sync(now = NOW) {
      const { status, err } = await developer.run(['sync', '--no-import'], { now });
      if (status !== 0) throw new Error(err);
    },
  };
  return developer;
}

export const REPO = 'local/shop';

/** A session with so many calls, of which every third fails, and an answer for each. */
export function work(session: string, day: string, calls = 6, more: Partial<Event> = {}): readonly Event[] {
  const at = (second: number) => new Date(Date.parse(`${day}T09:00:00Z`) + second * 1000).toISOString();
  const told = {
    observers: 'transcript',
    agent: 'claude-code',
    session_id: session,
    session_at: at(0),
    repo: REPO,
    model: 'claude-sonnet-4-5-20250929',
    ...more,
  };
  const events: Event[] = [{ ...told, kind: 'session', id: session, at: at(0), ended_at: at(calls * 10) } as Event];
  const mark = `${session}${day}`.replaceAll('-', '');
  for (let index = 0; index < calls; index++) {
    const failed = index % 3 === 2;
    events.push(
      {
        ...told,
        kind: 'call',
        id: `toolu_${mark}_${index}`,
        at: at(index * 10 + 4),
        seq: index,
        tool: ['Read', 'Edit', 'Bash'][index % 3],
        outcome: failed ? 'command_nonzero' : 'ok',
        ...(failed ? { exit_code: 1, error_class: 'test_failed', error_text: '1 test failed' } : {}),
        duration_ms: 100 + index,
        target: 'src/shop.ts',
      } as Event,
      {
        ...told,
        kind: 'answer',
        id: `msg_${mark}_${index}`,
        at: at(index * 10 + 2),
        seq: index,
        input_tokens: 100 + index,
        output_tokens: 40,
        cache_read_tokens: 1000 * index,
        output_is_final: true,
      } as Event,
    );
  }
  return events;
}

/** The object names of the shards on the branch, by path. */
export function shardsOf(folder: string): ReadonlyMap<string, string> {
  const listed = sh(folder, ['ls-tree', '-r', 'devtools-telemetry', 'hindcast/']);
  return new Map(
    listed
      .split('\n')
      .filter(Boolean)
      .map((line) => [line.split('\t')[1] ?? '', line.split(/\s/)[2] ?? '']),
  );
}
