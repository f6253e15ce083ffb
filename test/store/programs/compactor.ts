/** Folds every past day of a log: `compactor HOME`. */

import { writeSync } from 'node:fs';
import { places } from '../../../src/config/home.ts';
import { AppError } from '../../../src/errors.ts';
import { compact } from '../../../src/store/compact.ts';

try {
  const summary = await compact(places(process.argv[2] ?? ''), {
    before: '2027-01-01',
    now: () => new Date('2027-01-01T12:00:00Z'),
  });
  writeSync(1, JSON.stringify(summary));
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  writeSync(2, `${error.code}: ${error.message} ${error.hint ?? ''}\n`);
  process.exitCode = 1;
}
