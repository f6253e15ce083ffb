import { existsSync, mkdirSync, readFileSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/index.ts';
import { analyses } from '../../src/analyses/index.ts';
import { some } from '../runs.ts';
import { NOW, openWorld, writeTranscript, type World } from './world.ts';

let world: World;
beforeEach(() => {
  world = openWorld();
});
afterEach(() => world.remove());

describe('every command', () => {
  test('keeps the promises of its descriptor', async () => {
    for (const [name, { summary, load }] of Object.entries(commands)) {
      const command = (await load()).default;
      expect(command.name).toBe(name);
      expect(command.summary).toBe(summary);
      expect(summary, name).toMatch(/^[A-Z].*\.$/);
      expect(command.examples.length, name).toBeGreaterThan(0);
      for (const { line } of command.examples) expect(line, name).toMatch(/^(?:[A-Z_]+=\S+ )?(?:.*\| ?)?hindcast/);
      for (const [flag, { help }] of Object.entries(command.flags ?? {}))
        expect(help, `${name} --${flag}`).toMatch(/\.(?: \(\S.*\))?$|\)$/);
      const { status, out, err } = await world.run([...(name === 'overview' ? ['overview'] : [name]), '--help']);
      expect({ status, err }).toEqual({ status: 0, err: '' });
      for (const { line } of command.examples) expect(out).toContain(line);
    }
  });

  test('is explained, completed and listed', async () => {
    const [help, bash] = [await world.run(['--help']), await world.run(['completion', 'bash'])];
    for (const name of [...Object.keys(commands), ...analyses.map(({ id }) => id)]) {
      expect(help.out).toContain(`\n  ${name} `);
      expect(bash.out).toContain(`    ${name}) words=`);
    }
  });
});

describe('import', () => {
  test('The JSON has the promised keys, and a second import finds nothing new', async () => {
    writeTranscript(world);
    const first = JSON.parse((await world.run(['import', '--json'])).out);
    expect(Object.keys(first).slice(0, 6)).toEqual([
      'files',
      'read_bytes',
      'events',
      'new_events',
      'skips',
      'duration_ms',
    ]);
    expect(first.files).toBe(1);
    expect(first.new_events).toBeGreaterThan(10);
    const second = JSON.parse((await world.run(['import', '--json'])).out);
    expect(second).toMatchObject({ files: 1, read_bytes: 0, new_events: 0 });
    expect((await world.run(['import'])).out).toMatch(/^Nothing new in 1 file /);
  });

  test.each([{ HINDCAST_DISABLED: '1' }, { DO_NOT_TRACK: '1' }, { TELEMETRY_ENABLED: 'false' }])(
    '%j records nothing and says so',
    async (variables) => {
      writeTranscript(world);
      const { status, out, err } = await world.run(['import', '--json'], { variables });
      expect({ status, ...JSON.parse(out) }).toMatchObject({ status: 0, files: 0, new_events: 0 });
      expect(err).toContain('Recording is off');
      expect(existsSync(join(world.home, '.local'))).toBe(false);
      expect((await world.run([], { variables })).err).toContain('Recording is off');
      expect(existsSync(join(world.home, '.local', 'share', 'hindcast', 'log'))).toBe(false);
    },
  );

  test('A record that cannot be read is counted where a person sees it', async () => {
    writeTranscript(world);
    world.write('.claude/projects/-home-ada-kettle/s-9.jsonl', 'this is no JSON\n');
    expect((await world.run(['import'])).out).toContain('1 skipped not-json: The line is not JSON.');
    const doctor = await world.run(['doctor']);
    expect(doctor.out).toContain('1 record skipped as not-json');
  });
});

describe('report', () => {
  beforeEach(async () => {
    writeTranscript(world, 's-1', '2026-11-19');
    writeTranscript(world, 's-2', '2026-10-01');
    await world.run(['import']);
  });

  test('The period decides what is counted', async () => {
    const calls = async (...argv: string[]): Promise<number> =>
      JSON.parse((await world.run(['tools', '--json', ...argv])).out).rows.reduce(
        (sum: number, row: { calls: number }) => sum + row.calls,
        0,
      );
    expect(await calls()).toBe(5);
    expect(await calls('--since', 'all')).toBe(10);
    expect(await calls('--since', '2026-10-01', '--until', '2026-10-01')).toBe(5);
    expect(await calls('--since', '2026-10-02', '--until', '2026-11-18')).toBe(0);
  });

  test('The JSON has the promised keys, then what was added', async () => {
    for (const { id } of some(analyses.filter(({ id: name }) => name !== 'overview'))) {
      const { out, status } = await world.run([id, '--json', '--since', 'all']);
      expect(status).toBe(0);
      expect(Object.keys(JSON.parse(out)), id).toEqual([
        'analysis',
        'question',
        'params',
        'coverage',
        'rows',
        'notes',
        'insights',
      ]);
    }
    expect(Object.keys(JSON.parse((await world.run(['report', '--json'])).out))).toEqual([
      'analysis',
      'question',
      'params',
      'coverage',
      'rows',
      'notes',
      'insights',
      'parts',
    ]);
  });

  test('Shortened names of repositories and sessions are found, and what fits several is refused', async () => {
    expect(
      JSON.parse((await world.run(['sessions', '--repo', 'kettle', '--since', 'all', '--json'])).out).rows,
    ).toHaveLength(2);
    expect((await world.run(['sessions', '--session', 's-', '--since', 'all'])).err).toContain(
      'Several fit the session "s-": s-1, s-2.',
    );
    const stranger = await world.run(['sessions', '--repo', 'kettel', '--json']);
    expect(stranger.status).toBe(0);
    expect(stranger.err).toContain('knows no repository "kettel"');
    expect(JSON.parse(stranger.out).rows).toEqual([]);
  });

  test('A file gets the format of its name, without colour', async () => {
    const { status, out, err } = await world.run(['usage', '-o', 'usage.csv'], { colour: true });
    expect({ status, out }).toEqual({ status: 0, out: '' });
    expect(err).toContain('Wrote ~HOME~/usage.csv');
    expect(parse(readFileSync(join(world.home, 'usage.csv'), 'utf8'))[0]?.slice(0, 2)).toEqual(['model', 'answers']);
    await world.run(['usage', '-o', 'usage.txt'], { colour: true });
    expect(readFileSync(join(world.home, 'usage.txt'), 'utf8')).not.toContain('\u001b');
    expect((await world.run(['usage'], { colour: true })).out).toContain('\u001b[');
  });

  test('An empty answer says why on stderr, and stays valid on stdout', async () => {
    const { out, err, status } = await world.run(['tools', '--since', '1h', '--json']);
    expect(JSON.parse(out).rows).toEqual([]);
    expect(err).toContain('The log holds 2026-10-01 to 2026-11-19');
    expect(status).toBe(0);
  });
});

describe('sql', () => {
  beforeEach(async () => {
    writeTranscript(world);
    await world.run(['import']);
  });

  test('The query comes from the command line, a file or stdin', async () => {
    const query = 'select tool, count(*) as n from call group by 1 order by 1';
    const file = world.write('q.sql', `${query};\n`);
    const [direct, fromFile, fromStdin] = [
      await world.run(['sql', query, '--json']),
      await world.run(['sql', '--file', file, '--json']),
      await world.run(['sql', '--json'], { stdin: query }),
    ];
    expect(JSON.parse(direct.out)).toEqual([
      { tool: 'Bash', n: 2 },
      { tool: 'Edit', n: 2 },
      { tool: 'Read', n: 1 },
    ]);
    expect(fromFile.out).toBe(direct.out);
    expect(fromStdin.out).toBe(direct.out);
    expect((await world.run(['sql', query, '--format', 'csv'])).out).toBe('tool,n\r\nBash,2\r\nEdit,2\r\nRead,1\r\n');
  });

  test('An empty result shows its columns', async () => {
    expect((await world.run(['sql', `select tool from call where tool = 'none'`])).out).toBe('TOOL\n\n0 rows\n');
  });
});

describe('doctor', () => {
  test('tries to write where the log is to lie, and leaves nothing there', async () => {
    const { out } = await world.run(['doctor'], { columns: 200 });
    expect(out).toMatch(/can be written|will be made on the first import/);
    expect(readdirSync(world.home).filter((name) => name.includes('probe'))).toEqual([]);
    if (process.platform !== 'linux') return;
    const refused = await world.run(['doctor'], { columns: 200, variables: { HINDCAST_HOME: '/proc/hindcast' } });
    expect(refused.out).toContain('/proc cannot be written');
    expect(refused.status).toBe(1);
  });

  test('On an empty machine it says where it looked, and nothing needs action', async () => {
    const { status, out } = await world.run(['doctor']);
    expect(out).toContain('Claude Code not found; looked in ~/.claude/projects');
    expect(out).toContain('Nothing needs action.');
    expect(status).toBe(0);
  });

  test('Transcripts that will be deleted before they are imported need action; imported ones do not', async () => {
    writeTranscript(world, 's-1', '2026-10-24');
    const file = join(world.home, '.claude/projects/-home-ada-kettle/s-1.jsonl');
    const later = () => ({ HINDCAST_HOME: join(world.home, 'h') });
    const soon = new Date(NOW.getTime() + 28 * 86_400_000);
    utimesSync(file, NOW, NOW);
    const before = await world.run(['doctor', '--json'], { variables: later(), now: soon });
    expect(before.status).toBe(1);
    expect(JSON.parse(before.out)).toMatchObject({
      ok: false,
      checks: expect.arrayContaining([
        expect.objectContaining({ id: 'source.claude-code.deletion', state: 'action', hint: 'hindcast import' }),
      ]),
    });
    await world.run(['import'], { variables: later() });
    expect((await world.run(['doctor'], { variables: later(), now: soon })).status).toBe(0);
  });

  test('How long the client keeps its files is read from its own settings', async () => {
    writeTranscript(world);
    await world.run(['import']);
    world.write('.claude/settings.json', '{"cleanupPeriodDays": 90}');
    expect((await world.run(['doctor'], { columns: 200 })).out).toContain(
      'deletes its files after 90 days (cleanupPeriodDays in',
    );
    world.write('.claude/settings.json', '{"cleanupPeriodDays": 0}');
    const none = await world.run(['doctor'], { columns: 200 });
    expect(none.out).toContain('is told to keep no transcripts');
    expect(none.status).toBe(1);
  });

  test('Torn lines, foreign files and a lock are told', async () => {
    writeTranscript(world);
    await world.run(['import']);
    const log = '.local/share/hindcast/log/2026/11/19';
    const [segment = ''] = readdirSync(join(world.home, log));
    const lines = readFileSync(join(world.home, log, segment), 'utf8');
    world.write(`${log}/${segment}`, `${lines}{"kind":"call","id`);
    world.write(`${log}/notes.txt`, 'hello');
    world.write(
      '.local/share/hindcast/import.lock',
      '{"pid":1,"host":"x","started":"2026-11-20T11:00:00.000Z","doing":"import"}\n',
    );
    const { out } = await world.run(['doctor'], { variables: { NODE_EXTRA_CA_CERTS: '/x', DO_NOT_TRACK: '1' } });
    for (const said of [
      '1 torn line',
      "none of Hindcast's",
      'The log is locked (process 1, import',
      'NODE_EXTRA_CA_CERTS is set',
      'Recording is off: DO_NOT_TRACK=1 is set',
    ])
      expect(out).toContain(said);
  });
});

describe('prune', () => {
  beforeEach(async () => {
    writeTranscript(world, 's-1', '2026-11-19');
    writeTranscript(world, 's-2', '2026-10-01');
    await world.run(['import']);
  });

  const days = async (): Promise<number> =>
    JSON.parse(
      (await world.run(['sql', 'select count(distinct cast(event.at as date)) as n from event', '--json'])).out,
    )[0].n;

  test('A dry run deletes nothing; without a person and without --yes nothing is deleted either', async () => {
    expect((await world.run(['prune', '--older-than', '30d', '--dry-run'])).out).toMatch(
      /^Would delete 1 day before 2026-10-21/,
    );
    expect((await world.run(['prune', '--older-than', '30d'])).status).toBe(2);
    expect((await world.run(['prune', '--older-than', '30d'], { answer: 'n' })).status).toBe(1);
    expect(await days()).toBe(2);
  });

  test('What was pruned is gone, and does not come back with the next import', async () => {
    expect((await world.run(['prune', '--older-than', '30d'], { answer: 'y' })).out).toMatch(
      /^Deleted 1 day before 2026-10-21/,
    );
    await world.run(['import']);
    expect(await days()).toBe(1);
    expect((await world.run(['prune', '--older-than', '30d', '--yes'])).out).toContain('Nothing to delete');
  });

  test('The settings decide when no flag does', async () => {
    expect((await world.run(['prune', '--yes', '--json'], { variables: { HINDCAST_LOG_MAX_DAYS: '30' } })).status).toBe(
      0,
    );
    expect(await days()).toBe(1);
  });
});

describe('the overview', () => {
  test('On a machine without agents it shows the sample, labelled, and leaves nothing behind', async () => {
    const { status, out } = await world.run([]);
    expect(status).toBe(0);
    expect(out).toContain('Claude Code: ~/.claude/projects');
    expect(out).toContain('SAMPLE DATA, invented');
    expect(out).toMatch(/Usage by model/);
    expect(existsSync(join(world.home, '.local', 'share', 'hindcast', 'log'))).toBe(false);
  });

  test('In other formats it does not mix the sample with data', async () => {
    const { out, err } = await world.run(['--json']);
    expect(JSON.parse(out).rows).toEqual([]);
    expect(err).toContain('The log is empty.');
  });

  test('It imports what is new first, and --no-import leaves the log as it is', async () => {
    mkdirSync(join(world.home, '.claude', 'projects'), { recursive: true });
    writeTranscript(world);
    expect(JSON.parse((await world.run(['--no-import', '--json'])).out).rows).toEqual([]);
    expect(JSON.parse((await world.run(['--json'])).out).rows[0]).toMatchObject({ sessions: 1, calls: 5 });
  });
});

test('The configuration shows what is secret only as a number', async () => {
  const { out } = await world.run(['config', '--json'], {
    variables: { HINDCAST_REDACTION_LITERALS: 'hunter2,swordfish' },
  });
  expect(out).toContain('(2 hidden)');
  expect(out).not.toContain('hunter2');
});

test('A bug keeps its stack, says where to report it, and exits with 70', async () => {
  const { status, err } = await world.run(['report'], { broken: true });
  expect(status).toBe(70);
  expect(err).toMatch(/^This is a bug in Hindcast 0\.0\.0-test[\s\S]*\n {4}at [\s\S]*Please report it/);
});
