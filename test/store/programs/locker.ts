/** Holds the lock and says so, or adds one to a number in a file while holding it. `locker HOME hold` or `locker HOME add FILE TIMES` */

import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { places } from '../../../src/config/home.ts';
import { withLock } from '../../../src/store/lock.ts';
import { machineId } from '../../../src/store/machine.ts';

const [home = '', mode = '', file = '', times = '0'] = process.argv.slice(2);
const there = places(home);

if (mode === 'machine') {
  writeSync(1, machineId(there));
} else if (mode === 'hold') {
  await withLock(there, 'importing', async () => {
    writeSync(1, 'held\n');
    await new Promise((resolve) => setTimeout(resolve, 600_000));
  });
} else {
  for (let time = 0; time < Number(times); time++) {
    await withLock(there, 'adding', async () => {
      const before = Number(readFileSync(file, 'utf8'));
      await new Promise((resolve) => setTimeout(resolve, 1));
      writeFileSync(file, String(before + 1));
    });
  }
}
