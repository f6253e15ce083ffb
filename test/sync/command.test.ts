/** `hindcast sync` as a person runs it: the real log, the real redaction, a remote beside it. */

import { existsSync, mkdirSync, readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { environmentOf } from '../config/environment.ts';
import { runCommandLine } from '../../src/cli/run.ts';
import { NOW, openWorld, writeTranscript, type Answer, type World } from '../cli/world.ts';
import { BRANCH, QUIET } from './clones.ts';
import { clone, makeRemote, openGround, sh, type Ground } from './repos.ts';

let ground: Ground;
let world: World;
let remote: string;
let project: string;
beforeEach(() => {
  ground = openGround();
  world = openWorld();
  remote = makeRemote(ground);
  project = clone(ground, remote, 'ada');
});
afterEach(() => {
  ground.remove();
  world.remove();
});

type Running = { readonly cwd?: string; readonly variables?: Readonly<Record<string, string>> };

async function run(argv: readonly string[], { cwd = project, variables = {} }: Running = {}): Promise<Answer> {
  let [out, err] = ['', ''];
  const status = await runCommandLine(argv, {
    out: {
      write: (text) => (out += text),
      notice: (text) => (err += `${text}\n`),
      progress: () => undefined,
      columns: 100,
      colour: false,
      unicode: true,
    },
    environment: environmentOf(
      { PATH: process.env['PATH'] ?? '', HINDCAST_TIMEZONE: 'UTC', ...QUIET, ...variables },
      { homeDir: world.home, cwd },
    ),
    interactive: () => false,
    stdin: () => Promise.resolve(''),
    ask: () => Promise.resolve(undefined),
    atEnd: () => undefined,
    now: () => NOW,
    version: '0.0.0-test',
  });
  return { status, out: out.replaceAll(ground.folder, '~'), err: err.replaceAll(ground.folder, '~') };
}

/** A transcript of a session in the project. */
function work(): void {
  writeTranscript(world);
  const path = join(world.home, '.claude', 'projects', '-home-ada-kettle', 's-1.jsonl');
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll('/home/ada/kettle', project));
}

function leaveFile(text: string): string {
  const folder = join(project, 'devtools-telemetry', 'reviewer', 'sessions', '20261119-1');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'session.json');
  writeFileSync(path, text);
  const before = new Date('2026-11-19T12:00:00Z');
  utimesSync(path, before, before);
  return 'reviewer/sessions/20261119-1/session.json';
}

describe('sync', () => {
  test('It must be set up, then it shares, says what left, and what waits', async () => {
    work();
    const file = leaveFile('{"by": "ada.lovelace@boiler.co", "path": "/home/ada/notes", "reviewed": 3}');
    expect(await run(['sync'])).toMatchObject({
      status: 1,
      err: expect.stringContaining("Not set up. Run 'hindcast sync setup' first."),
    });
    expect(await run(['sync', 'status'])).toMatchObject({
      status: 1,
      out: "Not set up. Run 'hindcast sync setup' first.\n",
    });
    const setup = await run(['sync', 'setup']);
    expect(setup).toMatchObject({ status: 0, out: expect.stringContaining('Only figures leave') });
    expect(await run(['sync', 'status'])).toMatchObject({ status: 0, out: expect.stringContaining(file) });
    const dry = JSON.parse((await run(['sync', '--dry-run', '--json'])).out);
    expect(dry).toMatchObject({ dry_run: true, events: { call: 5, answer: 5, session: 1, prompt: 1 } });
    const waiting = JSON.parse((await run(['sync', 'status', '--json'])).out);
    expect(waiting).toMatchObject({
      set_up: true,
      pending_events: 12,
      pending_events_exact: true,
      pending_files: [file],
      ahead: 1,
      behind: 0,
    });
    expect(sh(remote, ['for-each-ref', '--format=%(refname)'])).toBe('refs/heads/main');
    const shared = await run(['sync', '-m', 'Boil less, says ada.lovelace@boiler.co']);
    expect(shared).toMatchObject({
      status: 0,
      err: '',
      out: expect.stringMatching(/^Shared 5 \w+, 5 \w+, 1 \w+, 1 \w+ in 2 files/),
    });
    for (const { path, content } of dry.contents)
      expect(sh(remote, ['cat-file', 'blob', `${BRANCH}:${path}`])).toBe(content.replace(/\n$/, ''));
    expect(sh(remote, ['log', '-1', '--format=%an <%ae> %s', BRANCH])).toMatch(
      /^Hindcast <hindcast@localhost> Boil less, says (?!ada)/,
    );
    const objects = sh(remote, ['rev-list', '--objects', BRANCH]).replaceAll(/ .*/g, '');
    const texts = sh(remote, ['cat-file', '--batch'], { input: `${objects}\n`, stdio: ['pipe', 'pipe', 'pipe'] });
    expect(texts).toContain('"reviewed": 3');
    for (const secret of ['boiler.co', 'boil.ts', 'npm test', 'lovelace', '/home/ada', project, world.home])
      expect(texts).not.toContain(secret);
    expect(JSON.parse((await run(['sync', 'status', '--json'])).out)).toMatchObject({
      pending_events: 0,
      pending_files: [],
      ahead: 0,
      last_sync: NOW.toISOString(),
      last_failure: null,
      worktree_ok: true,
    });
    expect(await run(['sync'])).toMatchObject({ status: 0, out: expect.stringContaining('Nothing new to share') });
    expect(existsSync(join(ground.path('ada', 'shop-telemetry'), file))).toBe(true);
    const audit = await run(['sync', 'audit']);
    expect(audit).toMatchObject({ status: 0, out: expect.stringContaining('one of 1 on the branch') });
    expect(sh(project, ['status', '--porcelain', '--untracked-files=no'])).toBe('');
  });

  test('Without the remote the facts stay committed, status says why, and they go with the next sync', async () => {
    work();
    await run(['sync', 'setup']);
    const away = `${remote}.away`;
    renameSync(remote, away);
    expect(await run(['sync'])).toMatchObject({ status: 1, err: expect.stringContaining('error sync/unreachable') });
    const status = JSON.parse((await run(['sync', 'status', '--json'])).out);
    expect(status).toMatchObject({ pending_events: 0, ahead: 2, last_failure: expect.stringContaining('origin') });
    renameSync(away, remote);
    expect(await run(['sync'])).toMatchObject({ status: 0, out: expect.stringContaining('Pushed') });
    expect(JSON.parse((await run(['sync', 'status', '--json'])).out)).toMatchObject({ ahead: 0, last_failure: null });
  });

  test('A repository cannot name a folder outside of it, nor a fork as the remote, and the policy can forbid sharing', async () => {
    writeFileSync(join(project, 'hindcast.config.json'), JSON.stringify({ sync: { source_dir: '../..' } }));
    expect(await run(['sync', 'setup'])).toMatchObject({ status: 2, err: expect.stringContaining('sync.sourceDir') });
    writeFileSync(join(project, 'hindcast.config.json'), JSON.stringify({ sync: { remote: 'origin' } }));
    sh(project, ['remote', 'add', 'upstream', 'https://github.com/shop/shop.git']);
    expect(await run(['sync', 'setup'])).toMatchObject({ status: 2, err: expect.stringContaining('sync/fork') });
    expect(await run(['sync', 'setup', '--remote', 'origin'])).toMatchObject({ status: 0 });
    work();
    mkdirSync(join(project, '.hindcast'));
    writeFileSync(join(project, '.hindcast', 'policy.json'), '{"share": {"level": "none"}}');
    expect(await run(['sync'])).toMatchObject({ err: expect.stringContaining('forbids sharing') });
    expect(sh(remote, ['ls-tree', '-r', '--name-only', BRANCH])).toBe('README.md');
  });

  test('The configuration of the older tool is read', async () => {
    mkdirSync(join(project, 'devtools', 'telemetry-sync'), { recursive: true });
    const config = { branch_name: 'tools', source_dir: 'left', worktree_dir: 'shop-seen' };
    writeFileSync(join(project, 'devtools', 'telemetry-sync', 'config.json'), JSON.stringify(config));
    expect(JSON.parse((await run(['sync', 'setup', '--json'])).out)).toMatchObject({
      branch: 'tools',
      worktree: '~/ada/shop-seen',
      how: 'began',
    });
    expect(await run(['sync', 'push'])).toMatchObject({
      status: 2,
      err: expect.stringContaining('does not know "push"'),
    });
  });
});
