/** The usage table of a project: many writers, odd cells, rotation. */

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import { appendUsage, quoted } from '../../src/doors/usage-file.ts';
import { ROOT } from '../architecture/source-tree.ts';

const HEADER = 'timestamp,model,prompt_tokens,completion_tokens,task_success,task_type,duration_ms,notes';
const ROW = ['2026-02-23T22:19:12+01:00', 'claude-3-opus', '1500', '3200', 'true', 'execute', '45000', 'Phase 6 tests'];

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'hindcast-usage-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

test('A table begins with its header, also where an empty file stood, and equal rows are counted', () => {
  const made = join(folder(), '.telemetry', 'usage.csv');
  expect([appendUsage(made, ROW), appendUsage(made, ROW)]).toEqual([0, 1]);
  const empty = join(folder(), 'usage.csv');
  writeFileSync(empty, '');
  appendUsage(empty, ROW);
  for (const path of [made, empty]) expect(readFileSync(path, 'utf8').split('\n')[0]).toBe(HEADER);
});

test('A last line without its end does not run into the next row', () => {
  const path = join(folder(), 'usage.csv');
  writeFileSync(path, `${HEADER}\n2026-02-23T22:19:12Z,m,1,2,true,plan,3,typed by hand`);
  appendUsage(path, ROW);
  expect(parse(readFileSync(path), { columns: true })).toHaveLength(2);
});

test('Any cell comes back as it was, and none begins a formula', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }), { minLength: 2, maxLength: 8 }), (cells) => {
      const text = `${cells.map(quoted).join(',')}\n`;
      const read: unknown = parse(text, { relax_column_count: true })[0];
      const plain = (read as string[]).map((cell) => cell.replace(/^'(?=[=+\-@\t\r])/, ''));
      expect(plain).toEqual(cells);
      for (const cell of read as string[]) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
    }),
  );
});

test('A table above 10 MB is set aside under the next number, and the new one begins with its header', () => {
  const path = join(folder(), 'usage.csv');
  for (const number of [1, 2]) {
    writeFileSync(path, `${HEADER}\n${'x'.repeat(10 * 1024 * 1024)}\n`);
    appendUsage(path, ROW);
    expect(statSync(`${path}.${number}`).size).toBeGreaterThan(10 * 1024 * 1024);
    expect(readFileSync(path, 'utf8')).toBe(`${HEADER}\n${ROW.join(',')}\n`);
  }
  expect(readdirSync(join(path, '..')).toSorted()).toEqual(['usage.csv', 'usage.csv.1', 'usage.csv.2']);
});

test('Several processes that begin and fill one table at once lose no row and tear none', async () => {
  const place = folder();
  const path = join(place, 'usage.csv');
  const program = join(place, 'program.mjs');
  await build({
    stdin: {
      contents: `import { appendUsage } from './src/doors/usage-file.ts';
        for (let row = 0; row < 60; row++) appendUsage(process.argv[2], [new Date().toISOString(), 'm', '1', '2', 'true', 'plan', '3', process.argv[3] + ':' + row + ' "quoted",\\nover two lines']);`,
      resolveDir: ROOT,
      loader: 'ts',
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile: program,
    logLevel: 'error',
  });
  const run = promisify(execFile);
  await Promise.all(Array.from({ length: 6 }, (_, writer) => run(process.execPath, [program, path, `w${writer}`])));
  const rows: { notes: string }[] = parse(readFileSync(path), { columns: true });
  expect(rows).toHaveLength(360);
  expect(new Set(rows.map(({ notes }) => notes)).size).toBe(360);
});
