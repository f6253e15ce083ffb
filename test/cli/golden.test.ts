import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { some } from '../runs.ts';
import { openWorld, writeTranscript, type Answer, type World } from './world.ts';

let world: World;
let imported: Answer;
beforeAll(async () => {
  world = openWorld();
  writeTranscript(world, 's-1', '2026-11-19');
  writeTranscript(world, 's-2', '2026-11-17');
  imported = await world.run(['import']);
});
afterAll(() => world.remove());

describe('what the terminal shows', () => {
  test.each<[name: string, argv: string[], status: number]>([
    ['help', ['--help'], 0],
    ['help-report', ['report', '--help'], 0],
    ['help-import', ['help', 'import'], 0],
    ['overview', ['--no-import'], 0],
    ['tools', ['tools'], 0],
    ['usage', ['report', 'usage'], 0],
    ['usage-by-day', ['usage-by-day'], 0],
    ['sessions', ['sessions'], 0],
    ['coverage', ['coverage'], 0],
    ['list', ['report', '--list'], 0],
    ['config', ['config'], 0],
    ['doctor', ['doctor'], 0],
    ['sql', ['sql', 'select tool, outcome, count(*) as calls from call group by all order by all'], 0],
    ['completion-bash', ['completion', 'bash'], 0],
    ['completion-zsh', ['completion', 'zsh'], 0],
    ['completion-fish', ['completion', 'fish'], 0],
  ])('%s', async (name, argv, status) => {
    const answer = await world.run(argv);
    expect(answer.err).toBe('');
    expect(answer.status).toBe(status);
    await expect(steady(answer.out)).toMatchFileSnapshot(`./golden/${name}.txt`);
  });

  test('import', async () => {
    expect(imported).toMatchObject({ status: 0, err: '' });
    await expect(imported.out).toMatchFileSnapshot('./golden/import.txt');
  });

  test.each([60, 200])('The overview at %d columns', async (columns) => {
    await expect((await world.run(['--no-import'], { columns })).out).toMatchFileSnapshot(
      `./golden/overview-${columns}.txt`,
    );
  });

  test.each(['md', 'csv', 'json', 'html'])('A report as %s', async (format) => {
    const { out, status } = await world.run(['tools', '--format', format]);
    expect(status).toBe(0);
    await expect(out).toMatchFileSnapshot(`./golden/tools.${format}`);
  });

  test.each(['md', 'csv', 'html'])('The overview as %s', async (format) => {
    const { out, status } = await world.run(['report', '--format', format]);
    expect(status).toBe(0);
    await expect(out).toMatchFileSnapshot(`./golden/overview.${format}`);
  });

  test('Nothing of it is wider than the terminal', async () => {
    for (const argv of [['--no-import'], ['tools'], ['sessions'], ['usage-by-day'], ['doctor'], ['config']]) {
      for (const columns of some([60, 80, 120])) {
        const { out } = await world.run(argv, { columns });
        for (const line of out.replaceAll('~HOME~', '').split('\n'))
          expect([...line].length, `${argv.join(' ')} at ${columns}: ${line}`).toBeLessThanOrEqual(columns);
      }
    }
  });
});

describe('refusals', () => {
  test('Every one says what happened and what to do, and has the promised status', async () => {
    const cases: string[][] = [
      ['repot'],
      ['tools', '--sinc', '3d'],
      ['report', 'toolz'],
      ['tools', '--since', 'yesteryear'],
      ['tools', '--since', '2030-01-01'],
      ['tools', '--since', '2026-11-10', '--until', '2026-11-01'],
      ['tools', '--tz', 'Mars/Olympus'],
      ['tools', '--format', 'xml'],
      ['tools', '--since'],
      ['tools', '--limit', '3'],
      ['sessions', '--limit', 'few'],
      ['report', '--team'],
      ['tools', 'usage'],
      ['sql'],
      ['sql', 'delete from event'],
      ['sql', 'select nothing'],
      ['sql', '--file', 'missing.sql'],
      ['import', 'cluade-code'],
      ['import', '--path', 'missing'],
      ['prune'],
      ['prune', '--older-than', 'old'],
      ['prune', '--max-size', 'large'],
      ['prune', '--older-than', '2d'],
      ['completion', 'tcsh'],
      ['completion'],
      ['help', 'imprt'],
      ['tools', '-o', 'missing/folder/x.csv'],
      ['config', 'extra'],
      ['doctor', '--json=maybe'],
    ];
    let told = '';
    for (const argv of cases) {
      const { status, out, err } = await world.run(argv);
      expect(out, argv.join(' ')).toBe('');
      expect(err, argv.join(' ')).toMatch(/^error [a-z]+\/[a-z-]+: /);
      told += `$ hindcast ${argv.join(' ')}\n${err.replace(/over the views: .*/, 'over the views: …')}(exit ${status})\n\n`;
    }
    await expect(told).toMatchFileSnapshot('./golden/refusals.txt');
  });
});

/** The age of files is counted from the fixed clock, but files have the real one; sizes of the log are another test's business. */
function steady(text: string): string {
  return text.replace(/, the newest .*/g, ', the newest …').replace(/\d+(?:\.\d+)? [kM]?B/g, '… kB');
}
