/** `hindcast init`: installs live capture into the settings of agent clients. Shows the change first; merges, never overwrites. */

import { backupOf, install, isChange, planInstall, type Plan } from '../../clients/install.ts';
import { hookScript } from '../../clients/find.ts';
import { pluginAdvice } from '../../clients/plugin.ts';
import { jsonText } from '../../report/json.ts';
import { agreed, chosenClients, CLIENT_CHOICES, diffText } from '../clients.ts';
import { defineCommand, type Context } from '../define.ts';

export default defineCommand('init', {
  summary: 'Installs live capture into the settings of agent clients.',
  description:
    'Adds hooks that record what happens while it happens. Existing settings are kept as they are, the change is shown before it is made, and hindcast uninstall takes out exactly what was added. Everything else that Hindcast shows works without it, from the files that the clients write.',
  args: [
    { name: 'CLIENT', help: 'Clients to install into. Default: those found.', many: true, choices: CLIENT_CHOICES },
  ],
  flags: {
    'dry-run': { type: 'boolean', short: 'n', help: 'Show the change, and write nothing.' },
    yes: { type: 'boolean', short: 'y', help: 'Do not ask.' },
    json: { type: 'boolean', help: 'Print what was done as JSON.' },
  },
  examples: [
    { line: 'hindcast init --dry-run', does: 'What would change, as a diff.' },
    { line: 'hindcast init codex', does: 'Install into one client, after asking.' },
    { line: 'hindcast init all --yes', does: 'Install into every client found, without asking.' },
  ],
  async run(parsed, context) {
    const { out } = context;
    const script = hookScript();
    const plans = chosenClients(parsed.args, context).map((client) => planInstall(client, context, script));
    const changes = plans.filter(isChange);
    const isQuiet = parsed.is('json');
    if (!isQuiet) for (const plan of changes) out.write(`${diffText(plan, context)}\n`);
    const write =
      changes.length > 0 &&
      !parsed.is('dry-run') &&
      (parsed.is('yes') || (await agreed('Make these changes?', context)));
    if (write) for (const plan of changes) install(plan, context);
    if (isQuiet) out.write(jsonText({ clients: plans.map((plan) => told(plan, write)), written: write }));
    else out.write(summary(plans, { write, dry: parsed.is('dry-run'), context }));
    return changes.length > 0 && !write && !parsed.is('dry-run') ? 1 : 0;
  },
});

function told(plan: Plan, written: boolean) {
  const { client, path } = plan;
  return {
    client: client.id,
    path,
    changed: isChange(plan),
    written: written && isChange(plan),
    next: client.afterwards,
  };
}

type Result = { readonly write: boolean; readonly dry: boolean; readonly context: Context };

function summary(plans: readonly Plan[], { write, dry, context }: Result): string {
  if (plans.length === 0) return 'No agent client was found. Name one to install all the same: hindcast init codex\n';
  const lines = plans.flatMap((plan) => {
    const { client, path, before } = plan;
    if (!isChange(plan)) return [`${client.title}: live capture is installed already (${path}).`];
    if (!write) return [`${client.title}: ${dry ? `would change ${path}` : 'nothing was changed'}.`];
    const kept = before === undefined ? '' : `; the file as it was is ${backupOf(path)}`;
    return [`${client.title}: installed in ${path}${kept}.`, `  ${client.afterwards}`];
  });
  const advice = plans.some(({ client }) => client.hasPlugin === true) ? pluginAdvice(context.environment) : undefined;
  return [...lines, ...(advice === undefined ? [] : [advice])].map((line) => `${line}\n`).join('');
}
