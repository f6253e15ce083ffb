#!/usr/bin/env node
'use strict';
// A hook event is answered by a bundle of its own, because an agent waits for it; that ends the process itself, with status 0.
if (process.argv.length === 4 && process.argv[2] === 'hook' && process.argv[3][0] !== '-') {
  try {
    require('../dist/hook.cjs');
  } catch (cause) {
    // Not built, or damaged: the agent goes on, whatever the cause, and `hindcast doctor` says that the script is missing.
    process.exitCode = cause && 0;
  }
  // The version is answered here, before anything is loaded: shells and installers ask for it often.
} else if (process.argv.length === 3 && (process.argv[2] === '--version' || process.argv[2] === '-V')) {
  process.stdout.write(`${require('../package.json').version}\n`);
} else {
  let program;
  try {
    program = require('../dist/main.cjs');
  } catch (cause) {
    process.stderr.write(
      `hindcast could not start: ${cause && cause.message}\nhint: run "npm run build" in ${require('node:path').dirname(__dirname)}\n`,
    );
    process.exitCode = 70;
  }
  if (program !== undefined) program.main(process.argv.slice(2));
}
