/**
 * OpenCode: the database in which it keeps sessions, messages and their parts, and the JSON files in which older versions kept the same
 * under the same ids. Read from the start whenever they have changed.
 */

import { defineSource } from './define.ts';
import { openParser } from './opencode/parser.ts';

export default defineSource('opencode', {
  title: 'OpenCode',
  summary:
    "Reads OpenCode's database, and the JSON files of older versions: sessions, prompts, answers with the client's own cost, tool calls with exact durations.",
  version: 2,
  files: {
    roots: [{ env: 'XDG_DATA_HOME', path: '~/.local/share/opencode', below: 'opencode' }],
    // Builds of other channels add their name.
    match: '{opencode*.db,storage/session/*/ses_*.json}',
    format: 'sqlite',
    tables: ['session', 'message', 'part'],
    keep: { text: 4_096 },
  },
  parser: openParser,
});
