/** Runs small programs that use the built library, each in a home of its own, and reads what they left in the log. */

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../architecture/source-tree.ts';
import { atEndOfFile } from '../clean-up.ts';

export type Logged = Record<string, unknown> & { attributes?: Record<string, unknown> };
export type Ended = { status: number | null; signal: string | null; stdout: string; stderr: string; events: Logged[] };

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-sdk-'));
  atEndOfFile(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const LIBRARY = join(ROOT, 'dist', 'sdk.js');

/** Text of a program that makes `fresh`, an instance of a library that is loaded with a `Worker` of ours. */
export function withWorker(worker: string): string {
  return `
    const require = (await import('node:module')).createRequire(import.meta.url);
    const threads = require('node:worker_threads');
    const { Worker } = threads; let made;
    threads.Worker = ${worker};
    const file = ${JSON.stringify(LIBRARY.replace(/js$/, 'cjs'))};
    delete require.cache[file];
    const { hindcast: fresh } = require(file);`;
}

/** The file of a program whose text may use `hindcast`, `createHindcast` and `withTelemetry`. */
export function programOf(folder: string, text: string): string {
  const file = join(folder, 'program.mjs');
  writeFileSync(
    file,
    `import { hindcast, createHindcast, withTelemetry } from ${JSON.stringify(LIBRARY)};\nvoid createHindcast, withTelemetry;\n${text}\n`,
  );
  return file;
}

export function environmentOf(folder: string, more: Record<string, string> = {}): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', HOME: folder, HINDCAST_HOME: join(folder, 'home'), TZ: 'UTC', ...more };
}

export function run(text: string, variables: Record<string, string> = {}): Ended {
  const folder = newFolder();
  const env = environmentOf(folder, variables);
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [programOf(folder, text)], {
    cwd: folder,
    env,
    encoding: 'utf8',
    timeout: 30_000,
  });
  return { status, signal, stdout, stderr, events: eventsIn(join(folder, 'home')) };
}

/** Starts a program and does something to it when it has printed something. */
export function runAnd(text: string, then: (child: ReturnType<typeof spawn>) => void): Promise<Ended> {
  const folder = newFolder();
  const child = spawn(process.execPath, [programOf(folder, text)], { cwd: folder, env: environmentOf(folder) });
  let stdout = '';
  let stderr = '';
  child.stdout.once('data', () => then(child));
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  return new Promise((resolve) => {
    child.on('close', (status, signal) =>
      resolve({ status, signal, stdout, stderr, events: eventsIn(join(folder, 'home')) }),
    );
  });
}

export function linesIn(home: string): string[] {
  const log = join(home, 'log');
  if (!existsSync(log)) return [];
  const files = readdirSync(log, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\d{2}[\\/][0-9a-f]{8}\.ndjson$/.test(name),
  );
  return files.flatMap((name) =>
    readFileSync(join(log, name), 'utf8')
      .split('\n')
      .filter((line) => line !== ''),
  );
}

export function eventsIn(home: string): Logged[] {
  return linesIn(home).map((line) => JSON.parse(line) as Logged);
}
