/** Where there is room, the temporary files of the tests lie in memory: most of them ask the disk to keep something, and wait for it. */

import { chmodSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import process from 'node:process';

const MEMORY = '/dev/shm';
const ENOUGH_BYTES = 4 * 1024 ** 3;

let folder: string | undefined;

/** Called once, before any file of tests. */
export function setup(): void {
  // Node 20 reads these certificates at each start, which takes as long as the rest of it; no test leaves this machine.
  delete process.env['NODE_EXTRA_CA_CERTS'];
  if (process.env['TMPDIR'] !== undefined || !hasRoom()) return;
  folder = mkdtempSync(`${MEMORY}/hindcast-tests-`);
  // As it is in /tmp: some tests run programs as another user.
  chmodSync(folder, 0o755);
  process.env['TMPDIR'] = folder;
}

/** Called after the last test. */
export function teardown(): void {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= ENOUGH_BYTES;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}
