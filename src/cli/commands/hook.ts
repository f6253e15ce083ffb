/** `hindcast hook AGENT`: one hook event on stdin. The program answers it without coming here; this is the same for whoever runs commands. */

import { parsePayload } from '../../hook/payload.ts';
import { recordPayload } from '../../hook/record-payload.ts';
import { translators } from '../../hook/translators.ts';
import { defineCommand } from '../define.ts';

export default defineCommand('hook', {
  summary: 'Records one hook event of an agent client from stdin.',
  description:
    'Always exits 0 and prints nothing, because an agent must neither wait for it nor read about it; hindcast doctor shows what went wrong. hindcast init installs it.',
  args: [
    {
      name: 'AGENT',
      help: 'The client whose hook this is.',
      required: true,
      choices: Object.keys(translators),
    },
  ],
  examples: [{ line: 'hindcast hook claude-code < event.json', does: 'Record one event.' }],
  async run(parsed, { environment, stdin, now }) {
    const text = await stdin();
    recordPayload({ agent: parsed.args[0] ?? '', environment, read: () => parsePayload(text), now });
    return 0;
  },
});
