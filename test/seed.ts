/**
 * Runs before every file of tests, and cleans up after it.
 *
 * Properties draw the same inputs in every run, so that a commit that passed once passes again; `npm run fuzz` draws new ones, and
 * prints the seed of what it finds.
 */

import fc from 'fast-check';
import { afterAll } from 'vitest';
import { cleanUpAll } from './clean-up.ts';
import { IS_FUZZ, runs } from './runs.ts';

fc.configureGlobal({ ...fc.readConfigureGlobal(), numRuns: runs(100), ...(IS_FUZZ ? {} : { seed: 20_26 }) });

afterAll(cleanUpAll);
