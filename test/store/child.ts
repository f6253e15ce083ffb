/** Starts the programs of `test/store/programs` as processes of their own, which may be killed. */

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { atEndOfFile } from '../clean-up.ts';

const folder = join('node_modules', '.cache', `store-programs-${process.pid}-${Math.random().toString(36).slice(2)}`);
const built = new Map<string, Promise<string>>();

export type Started = {
  readonly child: ChildProcess;
  /** Exit code (or signal) and what was printed. */ readonly done: Promise<{ end: number | string; output: string }>;
};

export async function start(
  program: string,
  args: readonly string[],
  options: { uid?: number } = {},
): Promise<Started> {
  const file = await bundled(program);
  const child = spawn(process.execPath, [file, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  const done = new Promise<{ end: number | string; output: string }>((resolve) => {
    child.on('close', (code, signal) => resolve({ end: code ?? signal ?? 'unknown', output }));
  });
  return { child, done };
}

export async function runToEnd(
  program: string,
  args: readonly string[],
  options: { uid?: number } = {},
): Promise<{ end: number | string; output: string }> {
  return (await start(program, args, options)).done;
}

function bundled(program: string): Promise<string> {
  const known = built.get(program) ?? bundle(program);
  built.set(program, known);
  return known;
}

async function bundle(program: string): Promise<string> {
  atEndOfFile(() => {
    built.clear();
    rmSync(folder, { recursive: true, force: true });
  });
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `${basename(program)}.mjs`);
  await build({
    entryPoints: [join('test', 'store', 'programs', `${program}.ts`)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    logLevel: 'silent',
  });
  return outfile;
}
