/** One line of hundreds of megabytes is read in the memory of a short one. `HINDCAST_TEST_LINE_MB=700` asks for the largest seen in the wild. */

import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';

const MEGABYTES = Number(process.env['HINDCAST_TEST_LINE_MB'] ?? 150);

const PROGRAM = `
import { closeSync, existsSync, openSync, readFileSync, statSync } from 'node:fs';
import { readRecords } from './src/doors/records.ts';
const path = process.argv[2];
const descriptor = openSync(path, 'r');
const records = [];
const skips = [];
const keep = { text: 64, whenContains: { needles: ['"is_error":true'], text: 1000 } };
const sink = { record: (value) => records.push(value), skip: (reason) => skips.push(reason) };
const consumed = readRecords({ descriptor, size: statSync(path).size, offset: 0, index: 0 }, { format: 'jsonl', keep }, sink);
closeSync(descriptor);
// On Linux the figure of resourceUsage begins with that of the process which started this one.
const peak = existsSync('/proc/self/status') && /VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
process.stdout.write(JSON.stringify({ records, skips, consumed, rssKb: Number(peak || process.resourceUsage().maxRSS) }));
`;

test(`A line of ${MEGABYTES} MB is read in less than 400 MB, its size is exact, and the next line is found.`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-long-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'long.jsonl');
  const file = openSync(path, 'w');
  const piece = Buffer.from(`é\\n\\"${'x'.repeat(1_048_576 - 6)}`);
  writeSync(file, '{"id":"long","text":"');
  for (let i = 0; i < MEGABYTES; i++) writeSync(file, piece);
  writeSync(file, '","after":"seen"}\n{"id":"next"}\n');
  closeSync(file);
  const program = join(folder, 'program.mjs');
  await build({
    stdin: { contents: PROGRAM, resolveDir: fileURLToPath(new URL('..', import.meta.url)), loader: 'ts' },
    outfile: program,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
  });
  const { records, skips, rssKb } = JSON.parse(execFileSync(process.execPath, [program, path], { encoding: 'utf8' }));
  expect(skips).toEqual([]);
  expect(records).toEqual([{ id: 'long', text: expect.stringMatching(/^é\n"x/), after: 'seen' }, { id: 'next' }]);
  expect(records[0].text.split('\0')[1]).toBe(String((1_048_576 - 6 + 4) * MEGABYTES));
  expect(rssKb / 1024).toBeLessThan(400);
});
