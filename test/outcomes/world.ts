/** A home with a log and real repositories, in which commits have fixed dates. Nothing is pretended: git is git, the engine is the engine. */

import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { places, type Places } from '../../src/config/home.ts';
import { openEngine } from '../../src/engine/engine.ts';
import { findOutcomes, type LookOptions } from '../../src/outcomes.ts';
import type { OutcomeSummary } from '../../src/outcomes/look-all.ts';
import { environmentOf } from '../config/environment.ts';
import { keep, redacted } from '../store/events.ts';

export const NOON = Date.parse('2026-11-10T12:00:00.000Z');
const CONFIG = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };

type Did = { readonly edits?: readonly string[]; readonly programs?: readonly string[]; readonly ref?: string };
export type Told = readonly [session: unknown, result: unknown, ref: unknown, attributes: unknown];

export type World = {
  readonly home: string;
  readonly there: Places;
  /** A session at the minute, with a call for every edit and every program. Its folder is logged as redaction leaves it. */
  session(id: string, cwd: string, minute: number, did: Did): void;
  look(
    more?: Partial<LookOptions> & { variables?: Readonly<Record<string, string>> },
  ): Promise<OutcomeSummary | undefined>;
  /** What the log says about the work. */
  told(): Promise<readonly Told[]>;
};

export function openWorld(): World {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'hindcast-outcomes-')));
  onTestFinished(() => rmSync(top, { recursive: true, force: true }));
  const home = join(top, 'home', 'adalovelace');
  mkdirSync(home, { recursive: true });
  const there = places(join(top, 'hindcast'));
  const hidden = (path: string) => path.replace('adalovelace', '***');
  return {
    home,
    there,
    session(id, cwd, minute, { edits = [], programs = [], ref }) {
      const at = (seconds: number) => new Date(NOON + minute * 60_000 + seconds * 1000).toISOString();
      const ofAll = { v: 2, observers: 'transcript', agent: 'claude-code', session_id: id, session_at: at(0) };
      const events: object[] = [
        { ...ofAll, kind: 'session', id, at: at(0), cwd: hidden(cwd) },
        ...edits.map((target, index) => ({
          ...ofAll,
          kind: 'call',
          id: `${id}-e${index}`,
          at: at(index),
          tool: 'Edit',
          outcome: 'ok',
          target: hidden(target),
        })),
        ...programs.map((program, index) => ({
          ...ofAll,
          kind: 'call',
          id: `${id}-p${index}`,
          at: at(30 + index),
          tool: 'Bash',
          outcome: 'ok',
          target: program,
          program,
        })),
      ];
      if (ref !== undefined)
        events.push({ ...ofAll, kind: 'outcome', id: `${id}-c`, at: at(50), result: 'committed', ref });
      keep(there, events.map(redacted));
    },
    look({ variables = {}, ...more } = {}) {
      return findOutcomes({
        places: there,
        environment: environmentOf(
          { PATH: process.env['PATH'] ?? '', ...CONFIG, ...variables },
          { homeDir: home, cwd: home },
        ),
        redaction: () => Promise.resolve({}),
        open: (since) => openEngine(there, { threads: 1, ...(since === undefined ? {} : { since }) }),
        isNew: true,
        now: () => new Date(NOON + 5 * 86_400_000),
        budgetMs: 20_000,
        ...more,
      });
    },
    async told() {
      const engine = await openEngine(there, { threads: 1 });
      const { rows } = await engine.sql(
        `select session_id, result, left(ref, 10), attributes from outcome where starts_with(outcome_id, 'git:') order by started_at, session_id, result, outcome_id`,
      );
      await engine.close();
      return rows.map(([session, result, ref, attributes]) => [
        session,
        result,
        ref,
        JSON.parse(String(attributes ?? '{}')),
      ]);
    },
  };
}

/** No upkeep in processes of its own after every commit; as many digits as `head` gives. */
const QUICK = ['protocol.file.allow=always', 'maintenance.auto=false', 'gc.auto=0', 'core.abbrev=10'].flatMap(
  (setting) => ['-c', setting],
);

/** Runs git at a minute after noon; returns what it says. */
export function git(cwd: string, minute: number, ...args: string[]): string {
  const date = new Date(NOON + minute * 60_000).toISOString();
  return execFileSync('git', [...QUICK, ...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...CONFIG, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
  }).trim();
}

export function repository(path: string): string {
  mkdirSync(path, { recursive: true });
  git(path, -1e4, 'init', '-q', '-b', 'main');
  appendFileSync(join(path, '.git', 'config'), '[user]\n\tname = Ada\n\temail = ada@example.com\n');
  return path;
}

/** Writes the files and commits them; returns the first digits of the commit. */
export function commit(path: string, minute: number, files: Readonly<Record<string, string>>): string {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  git(path, minute, 'add', '-A');
  const said = git(path, minute, 'commit', '-m', `at ${minute}`);
  const sha = /^\[.*? ([0-9a-f]{10})\]/.exec(said)?.[1];
  if (sha === undefined) throw new Error(`git said: ${said}`);
  return sha;
}

export function head(path: string): string {
  return git(path, 0, 'rev-parse', 'HEAD').slice(0, 10);
}
