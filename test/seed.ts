/**
 * Properties draw the same inputs in every run, so that a commit that passed once passes again; `npm run fuzz` draws new ones, and
 * prints the seed of what it finds.
 */

import fc from 'fast-check';

if (process.env['HINDCAST_FUZZ'] === undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20_26 });
