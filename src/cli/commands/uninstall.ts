/** `hindcast uninstall`: takes out of the settings of agent clients what `init` put in, and leaves the log alone. */

import { CLIENTS } from '../../clients/clients.ts';
import { isChange, planRemoval, uninstall, type Plan } from '../../clients/install.ts';
import { jsonText } from '../../report/json.ts';
import { agreed, chosenClients, CLIENT_CHOICES, diffText } from '../clients.ts';
import { defineCommand } from '../define.ts';

export default defineCommand('uninstall', {
  summary: 'Takes live capture out of the settings of agent clients.',
  description:
    'Removes exactly what hindcast init added: a file that nobody changed since is again what it was, byte for byte. What was recorded stays.',
  args: [{ name: 'CLIENT', help: 'Clients to uninstall from. Default: all.', many: true, choices: CLIENT_CHOICES }],
  flags: {
    'dry-run': { type: 'boolean', short: 'n', help: 'Show the change, and write nothing.' },
    yes: { type: 'boolean', short: 'y', help: 'Do not ask.' },
    json: { type: 'boolean', help: 'Print what was done as JSON.' },
  },
  examples: [
    { line: 'hindcast uninstall --dry-run', does: 'What would change, as a diff.' },
    { line: 'hindcast uninstall gemini-cli --yes', does: 'Uninstall from one client, without asking.' },
  ],
  async run(parsed, context) {
    const { out } = context;
    const all = parsed.args.length === 0 || parsed.args.includes('all');
    const plans = (all ? CLIENTS : chosenClients(parsed.args, context)).map((client) => planRemoval(client, context));
    const changes = plans.filter(isChange);
    const dry = parsed.is('dry-run');
    const isQuiet = parsed.is('json');
    if (!isQuiet) for (const plan of changes) out.write(`${diffText(plan, context)}\n`);
    const write = changes.length > 0 && !dry && (parsed.is('yes') || (await agreed('Make these changes?', context)));
    if (write || (changes.length === 0 && !dry)) for (const plan of plans) uninstall(plan, context);
    if (isQuiet) out.write(jsonText({ clients: plans.map((plan) => told(plan, write)), written: write }));
    else
      out.write(
        changes.length === 0 ? 'Live capture is not installed; nothing was changed.\n' : summary(changes, write, dry),
      );
    return changes.length > 0 && !write && !dry ? 1 : 0;
  },
});

function told(plan: Plan, written: boolean) {
  return { client: plan.client.id, path: plan.path, changed: isChange(plan), written: written && isChange(plan) };
}

function summary(changes: readonly Plan[], write: boolean, dry: boolean): string {
  return changes
    .map(({ client, path }) =>
      write
        ? `${client.title}: removed from ${path}.\n`
        : `${client.title}: ${dry ? `would change ${path}` : 'nothing was changed'}.\n`,
    )
    .join('');
}
