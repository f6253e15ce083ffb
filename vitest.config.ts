import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

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
 * Begun last, a long file would keep one thread busy at the end while the others wait. The runner knows only how long a file took in the
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
    globalSetup: ['test/scratch.ts', 'test/one-thread.ts'],
    setupFiles: ['test/seed.ts'],
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'threads',
    // Loading the modules anew for each file takes as long as a fifth of the tests. Nothing here mocks or patches a module.
    isolate: false,
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    env: { TZ: 'UTC', NO_COLOR: '1' },
  },
});
