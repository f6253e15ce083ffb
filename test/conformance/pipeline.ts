/** The real thing: files are imported into a fresh store, redacted, logged, opened by the engine, and asked for in SQL. */

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Row } from '../../src/analyses/define.ts';
import usageByDay from '../../src/analyses/usage-by-day.ts';
import usage from '../../src/analyses/usage.ts';
import type { Environment } from '../../src/config/environment.ts';
import { places, type Places } from '../../src/config/home.ts';
import { openEngine } from '../../src/engine/engine.ts';
import { importFiles, type ImportSummary } from '../../src/ingest.ts';
import type { Source } from '../../src/sources/define.ts';
import { compact } from '../../src/store/compact.ts';
import { measure } from './measure.ts';

export type Workplace = {
  /** Puts these files in the place of those before, and imports. */
  importFolder(source: Source, folder: string): Promise<ImportSummary>;
  /** Makes the next import read every file from the start, as if none had been read before. */
  forgetFiles(): void;
  compact(): Promise<void>;
  /** All that `measure` knows, and what the engine adds; days are those of `zone`. */
  measure(zone: string): Promise<Record<string, unknown>>;
  remove(): void;
};

export function openWorkplace(): Workplace {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-conformance-'));
  const home = places(join(folder, 'home'));
  return {
    importFolder(source, files) {
      const configuration = join(folder, 'files', source.id);
      rmSync(configuration, { recursive: true, force: true });
      cpSync(files, configuration, { recursive: true });
      return importFiles({
        places: home,
        sources: [source],
        environment: environmentWith(source, configuration),
        redaction: {},
        parallel: false,
      });
    },
    forgetFiles: () => rmSync(home.manifest, { force: true }),
    async compact() {
      await compact(home, { before: '2100-01-01' });
    },
    measure: (zone) => measureStore(home, zone),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A machine on which nothing is set but the variable that names the configuration folder of this source. */
function environmentWith(source: Source, configuration: string): Environment {
  const name = source.files.roots[0]?.env;
  return {
    variable: (asked) => (asked === name ? configuration : undefined),
    homeDir: join(configuration, '..', 'nobody'),
    cwd: configuration,
    platform: 'linux',
    user: {},
  };
}

async function measureStore(home: Places, zone: string): Promise<Record<string, unknown>> {
  const engine = await openEngine(home, { threads: 1 });
  try {
    const { columns, rows } = await engine.sql('select * from event');
    const events = rows.map((row) => Object.fromEntries(columns.map(({ name }, at) => [name, row[at]])));
    const byModel = (await engine.run(usage)).rows;
    const byDay = (await engine.run(usageByDay, { tz: zone })).rows;
    return {
      ...measure(events),
      unpriced_answers: sumBy(byModel, 'model', 'unpriced_answers'),
      answers_of_day: sumBy(byDay, 'day', 'answers'),
    };
  } finally {
    await engine.close();
  }
}

/** Sums of a column, by another; sums of 0 are left out. */
function sumBy(rows: readonly Row[], key: string, column: string): Record<string, number> {
  const sums = new Map<string, number>();
  for (const row of rows) {
    const value = row[column];
    if (typeof value === 'number' && value !== 0) sums.set(String(row[key]), (sums.get(String(row[key])) ?? 0) + value);
  }
  return Object.fromEntries(sums);
}
