import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { IS_FULL } from './test/runs.ts';

/** Files that take several seconds each, the longest first. */
const LONG = [
  'postgres/equal',
  'generate',
  'conformance/conformance',
  'sdk/types',
  'guide',
  'outcomes/outcomes',
  'team/forget',
  'cli/commands',
];

/**
 * Begun last, a long file would keep one process busy at the end while the others wait. The runner knows only how long a file took in the
 * run before, of which a fresh checkout has none. Sequencers are classes because it makes them with `new`.
 */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const long = LONG.flatMap((name) => sorted.filter(({ moduleId }) => moduleId.endsWith(`/test/${name}.test.ts`)));
    return [...new Set([...long, ...sorted])];
  }
}

export default defineConfig({
  plugins: [
    {
      name: 'sql-as-text',
      enforce: 'pre',
      load(id) {
        return id.endsWith('.sql') ? `export default ${JSON.stringify(readFileSync(id, 'utf8'))}` : undefined;
      },
    },
  ],
  test: {
    globalSetup: ['test/scratch.ts'],
    setupFiles: ['test/seed.ts'],
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Threads of one process would pay for each other: every program that a test starts copies the tables of the memory of all of them.
    pool: 'forks',
    // Loading the modules anew for each file takes as long as a fifth of the tests. Nothing here mocks or patches a module.
    isolate: false,
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    // Files of tests run side by side and fill the processors; an engine with several threads of its own costs a quarter more. DuckDB takes
    // as many as the last of these says that there are.
    env: { TZ: 'UTC', NO_COLOR: '1', ...(IS_FULL ? {} : { SLURM_CPUS_ON_NODE: '1' }) },
  },
});
