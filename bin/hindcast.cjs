#!/usr/bin/env node
'use strict';
// The version is answered here, before anything is loaded: shells and installers ask for it often.
if (process.argv.length === 3 && (process.argv[2] === '--version' || process.argv[2] === '-V')) {
  process.stdout.write(`${require('../package.json').version}\n`);
} else {
  import('../dist/main.js').then(
    (entry) => entry.main(process.argv.slice(2)),
    (cause) => {
      process.stderr.write(`hindcast could not start: ${cause && cause.message}\nhint: run "npm run build" in ${require('node:path').dirname(__dirname)}\n`);
      process.exitCode = 70;
    },
  );
}
