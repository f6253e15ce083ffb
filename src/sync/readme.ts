/** What whoever comes across the branch finds there. It never changes, so that two first commits made apart are one and the same. */

export const README_PATH = 'README.md';

/** Date of the first commit, in seconds since 1970, for the same reason. */
export const ROOT_AT = 1_577_836_800;

export const ROOT_MESSAGE = 'telemetry: begin the branch';

export const README = Buffer.from(`# Telemetry of development tools

This branch holds no code and has nothing in common with the others: never merge it, never rebase it.

- \`hindcast/v1/<writer>/<yyyy-mm>.jsonl\`: what coding agents did, one file per writer and month, written by \`hindcast sync\`.
  Writers and developers are pseudonyms.
- \`<tool>/sessions/<time>-<id>/session.json\`: what other tools published.

\`hindcast sync setup\` joins, \`hindcast sync status\` tells how things stand, \`hindcast sync audit\` what the others can learn.
`);
