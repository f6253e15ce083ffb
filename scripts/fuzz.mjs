/**
 * Runs every file of tests that draws inputs, with seeds that were never drawn before, the costly ones ten times as often:
 * `npm run fuzz [-- ROUNDS]`.
 */

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const rounds = Number(process.argv[2] ?? 1);
const drawing = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .map((name) => join('test', name))
  .filter((path) => path.endsWith('.test.ts') && /fc\.assert|\bIS_FUZZ\b|\bFEW\b/.test(readFileSync(path, 'utf8')));

for (let round = 0; round < rounds; round++) {
  const env = { ...process.env, HINDCAST_FUZZ: '1' };
  const { status } = spawnSync('npx', ['vitest', 'run', ...drawing], { stdio: 'inherit', env });
  if (status !== 0) process.exit(status ?? 1);
}
