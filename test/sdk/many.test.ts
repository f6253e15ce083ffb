/**
 * Many processes log at once while some are killed: every record that was acknowledged is there once, and no line is torn. Bounded here;
 * SDK_MANY=50x30 runs 50 processes for 30 seconds.
 */

import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { environmentOf, linesIn, newFolder, programOf } from './program.ts';

const [processes = 5, seconds = 2] = (process.env['SDK_MANY'] ?? '').split('x').map(Number).filter(Boolean);

const BETWEEN_KILLS = 0.5;

/** Tells the numbers that were acknowledged, with one write a line; a line that was cut tells nothing. */
const TEXT = `
  import { writeSync } from 'node:fs';
  const until = Date.now() + Number(process.argv[2]) * 1000;
  for (let n = 0; Date.now() < until;) {
    const from = n;
    for (; n < from + 10; n++) hindcast.recordError(new Error('number ' + n), { agent: process.argv[3], n });
    await hindcast.flush();
    if (hindcast.dropped > 0) throw new Error('dropped');
    writeSync(1, n + '\\n');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }`;

test(
  'Of many processes that log at once, some of them killed, every acknowledged record is there once',
  { timeout: (seconds + 60) * 1000 },
  async () => {
    const folder = newFolder();
    const file = programOf(folder, TEXT);
    const acknowledged = new Map<string, number>();
    const alive: ChildProcess[] = [];
    const closed: Promise<void>[] = [];
    const failed: string[] = [];
    const start = (left: number): void => {
      const name = `p${acknowledged.size}`;
      const child = spawn(process.execPath, [file, String(left), name], { cwd: folder, env: environmentOf(folder) });
      let told = '';
      acknowledged.set(name, 0);
      child.stdout.on('data', (chunk) => {
        told += String(chunk);
        acknowledged.set(name, Number(told.slice(0, told.lastIndexOf('\n')).split('\n').at(-1)));
      });
      child.stderr.on('data', (chunk) => failed.push(String(chunk)));
      alive.push(child);
      closed.push(new Promise((resolve) => child.on('close', () => resolve())));
    };
    for (let n = 0; n < processes; n++) start(seconds);
    for (let passed = BETWEEN_KILLS; passed < seconds; passed += BETWEEN_KILLS) {
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_KILLS * 1000));
      alive.shift()?.kill('SIGKILL');
      start(seconds - passed);
    }
    await Promise.all(closed);
    expect(failed).toEqual([]);

    const seen = new Map<string, Set<number>>();
    let doubles = 0;
    // A writer that finds a line without an end puts a mark, which is no record.
    for (const line of linesIn(join(folder, 'home')).filter((text) => text !== '!')) {
      const { name, error_text: text } = JSON.parse(line) as { name: string; error_text: string };
      const numbers = seen.get(name) ?? new Set();
      seen.set(name, numbers);
      const number = Number(text.slice('number '.length));
      if (numbers.has(number)) doubles += 1;
      numbers.add(number);
    }
    let missing = 0;
    for (const [name, count] of acknowledged)
      for (let n = 0; n < count; n++) if (seen.get(name)?.has(n) !== true) missing += 1;
    const total = [...acknowledged.values()].reduce((sum, count) => sum + count, 0);
    expect({ missing, doubles }).toEqual({ missing: 0, doubles: 0 });
    expect(total).toBeGreaterThan(0);
    if (process.env['SDK_MANY'] !== undefined)
      process.stdout.write(`${total} acknowledged by ${acknowledged.size} processes\n`);
  },
);
