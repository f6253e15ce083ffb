/** `hindcast sync`: shares redacted facts through a branch of the project's own git remote. */

import { AppError, didYouMean } from '../../errors.ts';
import { defineCommand, type Context, type Parsed } from '../define.ts';

const ACTIONS: Readonly<Record<string, (parsed: Parsed, context: Context) => Promise<number>>> = {
  setup: async (...given) => (await import('../sync/setup.ts')).setup(...given),
  status: async (...given) => (await import('../sync/status.ts')).status(...given),
  audit: async (...given) => (await import('../sync/audit.ts')).audit(...given),
};

export default defineCommand('sync', {
  summary: "Shares redacted facts with the team through the project's own git remote.",
  description:
    'Imports what is new, writes it to a branch of its own and pushes that branch, to one remote. Your branches, index, stash, hooks and files are not touched. By default only figures leave: no text, no path, no command.',
  args: [
    {
      name: 'ACTION',
      help: 'setup once per clone; status tells how things stand; audit tells what teammates could learn about you. Default: share.',
      choices: Object.keys(ACTIONS),
    },
  ],
  flags: {
    message: { type: 'text', short: 'm', value: 'TEXT', help: 'Message of the commit. Default: what was added.' },
    'dry-run': { type: 'boolean', short: 'n', help: 'Say what would leave, and send nothing.' },
    output: {
      type: 'text',
      short: 'o',
      value: 'FILE',
      help: 'With --dry-run: write the exact contents of every file that would leave; - is the terminal.',
    },
    import: { type: 'boolean', help: 'Import first; --no-import shares the log as it is.' },
    remote: { type: 'text', value: 'NAME', help: 'With setup: the one remote to share through.' },
    'allow-public': { type: 'boolean', help: 'With setup: share although strangers can read the remote.' },
    fetch: { type: 'boolean', help: 'With status: ask the remote first.' },
    quiet: { type: 'boolean', short: 'q', help: 'With status: do not list files.' },
    json: { type: 'boolean', help: 'Print the result as JSON.' },
  },
  examples: [
    { line: 'hindcast sync setup', does: 'Once per clone: choose the remote, join or begin the branch.' },
    { line: 'hindcast sync --dry-run -o -', does: 'Exactly what would leave.' },
    { line: 'hindcast sync -m "Code review sessions"', does: 'Share, with a message of your own.' },
    { line: 'hindcast sync status -q', does: 'What waits to be shared.' },
  ],
  run(parsed, context) {
    const [action] = parsed.args;
    if (action === undefined) return import('../sync/run.ts').then(({ share }) => share(parsed, context));
    const run = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
    if (run !== undefined) return run(parsed, context);
    const names = Object.keys(ACTIONS);
    throw new AppError('usage/bad-value', `hindcast sync does not know "${action}".`, {
      hint: didYouMean(action, names) ?? `It knows ${names.join(', ')}; without any of them it shares.`,
    });
  },
});
