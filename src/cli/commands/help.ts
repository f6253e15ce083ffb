/** `hindcast help [COMMAND]`: the same text as `--help`. */

import { analyses } from '../../analyses/index.ts';
import { defineCommand } from '../define.ts';
import { commandHelp, generalHelp } from '../help.ts';
import { loadCommand } from '../run.ts';

export default defineCommand('help', {
  summary: 'Explains a command, with examples.',
  args: [{ name: 'COMMAND', help: 'The command to explain; all of them are listed without it.' }],
  examples: [
    { line: 'hindcast help', does: 'Lists commands and reports.' },
    { line: 'hindcast help report', does: 'Everything about one command.' },
  ],
  async run(parsed, { out }) {
    const [name] = parsed.args;
    if (name === undefined) out.write(generalHelp(out.columns));
    else
      out.write(commandHelp(await loadCommand(analyses.some(({ id }) => id === name) ? 'report' : name), out.columns));
    return 0;
  },
});
