/** OpenCode: the database in which it keeps sessions, messages and their parts. Read from the start whenever it has changed. */

import { defineSource } from './define.ts';
import { openParser } from './opencode/parser.ts';

export default defineSource('opencode', {
  title: 'OpenCode',
  summary:
    "Reads OpenCode's database: sessions, prompts, answers with the client's own cost, tool calls with exact durations.",
  version: 1,
  files: {
    roots: [{ env: 'XDG_DATA_HOME', path: '~/.local/share/opencode', below: 'opencode' }],
    // Builds of other channels add their name.
    match: 'opencode*.db',
    format: 'sqlite',
    tables: ['session', 'message', 'part'],
    keep: { text: 4_096 },
  },
  parser: openParser,
});
