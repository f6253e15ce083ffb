/** Appends calls named `<name>-<number>` in batches, and prints each number only after its line was written. `appender HOME NAME COUNT BATCH [padding]` */

import { writeSync } from 'node:fs';
import { places } from '../../../src/config/home.ts';
import { AppError } from '../../../src/errors.ts';
import type { RedactedEvent } from '../../../src/redaction/redacted.ts';
import { openLog, toLine } from '../../../src/store/append.ts';
import { machineId } from '../../../src/store/machine.ts';

const [home = '', name = '', count = '0', batch = '1', padding = '0'] = process.argv.slice(2);
const there = places(home);

try {
  const log = openLog(there, machineId(there));
  for (let first = 0; first < Number(count); first += Number(batch)) {
    const events = Array.from({ length: Number(batch) }, (_, index) => ({
      v: 2,
      kind: 'call',
      id: `${name}-${first + index}`,
      at: '2026-03-05T12:00:00.000Z',
      observers: 'hook',
      agent: 'claude-code',
      target: 'x'.repeat(Number(padding)),
    }));
    log.append(
      '2026-03-05',
      events.map((event) => toLine(event as RedactedEvent)),
    );
    writeSync(1, events.map(({ id }) => `${id}\n`).join(''));
  }
  log.close();
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  writeSync(2, `${error.code}: ${error.message} ${error.hint ?? ''}\n`);
  process.exitCode = 1;
}
