/** Real sessions of real clients: every record is understood or skipped for a reason that is normal, and importing again adds nothing. */

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, onTestFinished, test } from 'vitest';

import { places } from '../src/config/home.ts';
import { importFiles } from '../src/ingest.ts';
import { sources } from '../src/sources/index.ts';
import { environmentOf, logged } from './doors/notes.ts';

const corpus = fileURLToPath(new URL('../../shared/corpus', import.meta.url));
const isThere = existsSync(corpus);
if (!isThere) console.warn(`SKIPPED: the imports of real sessions were not tested, because ${corpus} does not exist.`);

test.skipIf(!isThere).each(['claude-code', 'codex'])(
  'The sessions of %s are imported once and without damage.',
  async (id) => {
    const folder = mkdtempSync(join(tmpdir(), 'hindcast-corpus-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const variables = { CLAUDE_CONFIG_DIR: join(corpus, 'claude-code'), CODEX_HOME: join(corpus, 'codex') };
    const options = {
      places: places(folder),
      sources: sources.filter((source) => source.id === id),
      environment: environmentOf(folder, variables),
      redaction: {},
    };
    const first = await importFiles(options);
    expect(first.files).toBeGreaterThan(0);
    expect(first.events).toBeGreaterThan(100);
    expect(first.warnings).toEqual([]);
    for (const reason of [
      'not-json',
      'record-too-long',
      'invalid-event',
      'redaction-failed',
      'unreadable-file',
    ] as const)
      expect(first.skips[reason]).toBeUndefined();
    expect(logged(options.places)).toHaveLength(first.new_events);
    expect(await importFiles(options)).toMatchObject({ read_bytes: 0, events: 0, new_events: 0 });
    rmSync(options.places.manifest);
    expect(await importFiles(options)).toMatchObject({ events: first.events, new_events: 0, skips: first.skips });
  },
);
