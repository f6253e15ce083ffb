/** The built program as a shell sees it: exit statuses, streams, signals, surroundings. */

import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openWorld, writeTranscript, type Answer, type World } from './world.ts';

const ENTRY = join('bin', 'hindcast.cjs');

let world: World;
beforeAll(() => {
  if (!existsSync('dist/main.cjs')) throw new Error('dist/ is missing: run "npm run build" first.');
});
beforeEach(() => {
  world = openWorld();
});
afterEach(() => world.remove());

type Spawning = {
  readonly variables?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly cwd?: string;
};

function start(argv: readonly string[], { variables = {}, cwd = world.home }: Spawning = {}) {
  const environment = {
    PATH: process.env['PATH'] ?? '',
    HOME: world.home,
    TZ: 'UTC',
    NO_COLOR: '1',
    COLUMNS: '100',
    LANG: 'C.UTF-8',
    ...variables,
  };
  return spawn(process.execPath, [join(process.cwd(), ENTRY), ...argv], {
    cwd,
    env: environment,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

function run(argv: readonly string[], spawning: Spawning = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const child = start(argv, spawning);
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
    });
    child.on('error', reject);
    child.on('close', (status) => resolve({ status: status ?? -1, out, err }));
    child.stdin.end(spawning.stdin ?? '');
  });
}

describe('exit statuses', () => {
  test.each<[string, string[], number, RegExp]>([
    ['The version', ['--version'], 0, /^$/],
    ['Help', ['--help'], 0, /^$/],
    ['An unknown command', ['repot'], 2, /^error usage\/unknown-command: [\s\S]*Did you mean "report"\?/],
    ['An unknown analysis', ['report', 'toolz'], 2, /^error analysis\/unknown: [\s\S]*Did you mean "tools"\?/],
    ['A bad date', ['tools', '--since', '2026-02-30'], 2, /^error usage\/bad-value: /],
    ['A date in the future', ['tools', '--since', '2190-01-01'], 2, /lies in the future/],
    ['A file that does not exist', ['sql', '--file', 'nowhere.sql'], 2, /nowhere\.sql cannot be read \(ENOENT\)/],
    ['A path that does not exist', ['import', '--path', 'nowhere'], 2, /^error source\/no-match: /],
    ['An output file that cannot be written', ['tools', '-o', 'no/such/folder.csv'], 1, /error output\/not-writable: /],
    ['An empty machine', ['tools'], 0, /The log is empty/],
  ])('%s: %j ends with %d', async (_, argv, status, err) => {
    const answer = await run(argv);
    expect(answer.status).toBe(status);
    expect(answer.err).toMatch(err);
  });

  test('Interrupted ends with 130', async () => {
    const child = start(['redact']);
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    // Its first output says that it runs; stdin stays open, so it would wait for ever.
    child.stdout.once('data', () => child.kill('SIGINT'));
    child.stdin.write('a line of text\n'.repeat(100_000));
    child.stdin.on('error', () => undefined);
    expect(await ended).toBe(130);
  });
});

describe('surroundings', () => {
  test('Without HOME it still works where HINDCAST_HOME says, and where the account says', async () => {
    const own = await run(['config', '--json'], { variables: { HOME: '', HINDCAST_HOME: join(world.home, 'h') } });
    expect(own.status).toBe(0);
    expect(JSON.parse(own.out)[0]).toMatchObject({ key: 'home', value: join(world.home, 'h') });
    expect((await run(['config'], { variables: { HOME: '' } })).status).toBe(0);
  });

  test('A home that cannot be written is refused in one sentence', async () => {
    writeTranscript(world);
    const inTheWay = world.write('a-file', 'not a folder');
    const answer = await run(['import'], { variables: { HINDCAST_HOME: join(inTheWay, 'home') } });
    expect(answer.status).toBe(1);
    expect(answer.err).toMatch(/^error store\/not-writable: [^\n]+\n(?:hint: [^\n]+\n)?$/);
    expect((await run(['tools'], { variables: { HINDCAST_HOME: inTheWay } })).err).toMatch(
      /^error store\/not-writable: .* is a file/,
    );
    const doctor = await run(['doctor'], { variables: { HINDCAST_HOME: join(inTheWay, 'home') } });
    expect({ status: doctor.status, err: doctor.err }).toEqual({ status: 1, err: '' });
    expect(doctor.out).toContain('cannot be written');
  });

  test.skipIf(process.getuid?.() === 0)('A read-only home can be asked, but not imported into', async () => {
    writeTranscript(world);
    const home = join(world.home, 'h');
    expect((await run(['import'], { variables: { HINDCAST_HOME: home } })).status).toBe(0);
    chmodSync(home, 0o500);
    expect((await run(['tools', '--since', 'all'], { variables: { HINDCAST_HOME: home } })).status).toBe(0);
    writeTranscript(world, 's-2');
    expect((await run(['import'], { variables: { HINDCAST_HOME: home } })).status).toBe(1);
    const overview = await run([], { variables: { HINDCAST_HOME: home } });
    expect(overview.status).toBe(0);
    expect(overview.err).toContain('Showing the log as it is.');
    chmodSync(home, 0o700);
  });

  test('A working directory that was deleted is no reason to fail', async () => {
    const folder = join(world.home, 'gone');
    mkdirSync(folder);
    const child = start(['--help'], { cwd: folder });
    rmSync(folder, { recursive: true });
    child.stdin.end();
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
  });

  test('Colour needs a terminal or FORCE_COLOR; a locale without UTF-8 gets plain ASCII', async () => {
    writeTranscript(world);
    await run(['import']);
    const tools = async (variables: Record<string, string>): Promise<string> =>
      (await run(['tools', '--since', 'all'], { variables })).out;
    expect(await tools({ NO_COLOR: '' })).not.toContain('\u001b');
    expect(await tools({ NO_COLOR: '', FORCE_COLOR: '1' })).toContain('\u001b[');
    expect(
      (await run(['tools', '--since', 'all', '--no-color'], { variables: { FORCE_COLOR: '1' } })).out,
    ).not.toContain('\u001b');
    expect(await tools({ LANG: 'C' })).toMatch(/^[\n -~]+$/);
    expect(await tools({})).toContain('●');
  });

  test('A reader that goes away early is no error', async () => {
    const child = start(['completion', 'zsh']);
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
    });
    child.stdout.once('data', () => child.stdout.destroy());
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
    expect(err).toBe('');
  });
});

test('Two imports at once both succeed, and every event is in the log once', async () => {
  for (let session = 0; session < 40; session++) writeTranscript(world, `s-${session}`);
  const answers = await Promise.all([run(['import', '--json']), run(['import', '--json'])]);
  expect(answers.map(({ status }) => status)).toEqual([0, 0]);
  const fresh = answers.reduce((sum, { out }) => sum + Number(JSON.parse(out).new_events), 0);
  const { out } = await run(['sql', '--json', 'select count(*) as n, count(distinct call_id) as ids from call']);
  expect(JSON.parse(out)).toEqual([{ n: 200, ids: 200 }]);
  const alone = openWorld();
  for (let session = 0; session < 40; session++) writeTranscript(alone, `s-${session}`);
  const once = await run(['import', '--json'], {
    variables: { HOME: alone.home, HINDCAST_HOME: join(alone.home, 'h') },
  });
  expect(fresh).toBe(JSON.parse(once.out).new_events);
  alone.remove();
});

test('An import that finds nothing runs one pack, without parsers, redaction, the SQL engine and the prices', async () => {
  const list = join(world.home, 'list.cjs');
  writeFileSync(
    list,
    `const vm = require('node:vm');
    const { Script } = vm;
    const run = [];
    vm.Script = class extends Script {
      constructor(source, options) {
        super(source, options);
        if (options !== undefined) run.push(options.filename);
      }
    };
    process.on('exit', () => process.stderr.write(JSON.stringify([...Object.keys(require.cache), ...run]) + '\\n'));`,
  );
  const loaded = async (...argv: string[]): Promise<string[]> => {
    const { err } = await run(argv, { variables: { NODE_OPTIONS: `--require ${list}` } });
    const paths: string[] = JSON.parse(err.trim().split('\n').at(-1) ?? '');
    return paths.map((path) => relative(process.cwd(), path)).filter((path) => path.startsWith('dist'));
  };
  writeTranscript(world, 's-1');
  expect((await loaded('import')).length).toBeGreaterThan(5);
  expect(await loaded('import')).toEqual(['dist/main.cjs', 'dist/packs.cjs', 'dist/pack.cjs']);
  const pack = readFileSync(join('dist', 'pack.cjs'), 'utf8');
  const chunks = readdirSync('dist').filter((name) => /^(?:chunk-.*|reading)\.cjs$/.test(name));
  const rest = chunks.map((name) => readFileSync(join('dist', name), 'utf8')).join('\n');
  for (const mark of ['DuckDBInstance', 'input_mtok', 'WebAssembly', 'tool_use_id', 'PRIVATE KEY']) {
    expect(rest.includes(mark), mark).toBe(true);
    expect(pack.includes(mark), mark).toBe(false);
  }
});
