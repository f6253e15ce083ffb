/** Imports of one source out of a home folder of its own, into a log of its own. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { places } from '../../src/config/home.ts';
import { openEngine } from '../../src/engine/engine.ts';
import { importFiles, type ImportSummary } from '../../src/ingest.ts';
import type { Source } from '../../src/sources/define.ts';
import { environmentOf } from '../config/environment.ts';

export type Folder = {
  readonly home: string;
  write(path: string, content: string | Buffer): string;
};

export function withFolder(): Folder {
  const home = mkdtempSync(join(tmpdir(), 'hindcast-import-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return {
    home,
    write(path, content) {
      const file = join(home, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
  };
}

export function importInto({ home }: Folder, source: Source, paths: readonly string[] = []): Promise<ImportSummary> {
  return importFiles({
    places: places(join(home, 'store')),
    sources: [source],
    environment: environmentOf({}, { homeDir: home, cwd: home }),
    redaction: {},
    ...(paths.length === 0 ? {} : { paths }),
  });
}

export async function ask({ home }: Folder, sql: string): Promise<readonly (readonly unknown[])[]> {
  const engine = await openEngine(places(join(home, 'store')), { threads: 1 });
  try {
    return (await engine.sql(sql)).rows;
  } finally {
    await engine.close();
  }
}
