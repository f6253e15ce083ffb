/** `hindcast forget`: deletes a session, a repository or a period from the log for good, and takes it back where it was shared. */

import { defineCommand } from '../define.ts';

export default defineCommand('forget', {
  summary: 'Deletes a session, a repository or a period, also from a shared branch.',
  description:
    'What is forgotten is not imported again. The files of the agents are not touched. With --from-branch what this machine has shared of it is taken back: by a tombstone that every reader honours, and that the next hindcast sync carries to the team.',
  args: [{ name: 'SESSION', help: 'The session to forget: its id, or the beginning of it.' }],
  flags: {
    session: { type: 'text', value: 'ID', help: 'The same as SESSION.' },
    repo: {
      type: 'text',
      value: 'REPO',
      help: 'All that happened in this repository; with --since or --until, of that time.',
    },
    since: { type: 'text', value: 'TIME', help: 'All that happened from then on: 12h, 7d, 2w, a date, or all.' },
    until: { type: 'text', value: 'TIME', help: 'Up to this time; a date includes that day. Default: now.' },
    tz: { type: 'text', value: 'ZONE', help: 'IANA time zone of days and times. Default: the setting timezone.' },
    'from-branch': { type: 'boolean', help: 'Take it back where it was shared, too.' },
    rewrite: {
      type: 'boolean',
      help: 'With --from-branch: write the own shards again without it. The history of the branch keeps the old ones.',
    },
    'dry-run': { type: 'boolean', short: 'n', help: 'Say what would go, and delete nothing.' },
    yes: { type: 'boolean', short: 'y', help: 'Do not ask.' },
    json: { type: 'boolean', help: 'Print what went as JSON.' },
  },
  examples: [
    { line: 'hindcast forget 5e551000 --dry-run', does: 'What is known of a session.' },
    { line: 'hindcast forget --repo acme/secret --yes', does: 'All that happened in a repository until now.' },
    {
      line: 'hindcast forget --since 2026-11-02 --until 2026-11-03 --from-branch --yes',
      does: 'Two days, also for the team.',
    },
  ],
  run: async (parsed, context) => (await import('../forget/run.ts')).forget(parsed, context),
});
