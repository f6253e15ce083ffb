/**
 * What in a session tells of the work: tools that change files, programs that run tests, and commands that take changes back. The SQL of
 * `sessions` repeats these names; a test compares the two.
 */

/** Tools that change the file they are about, as the clients spell them. */
export const EDIT_TOOLS: readonly string[] = names(
  'Edit MultiEdit Write NotebookEdit apply_patch create edit multiedit patch replace str_replace write write_file',
);

/** Commands, as `program` names them, whose exit status says whether tests passed. */
export const TEST_PROGRAMS: readonly string[] = [
  ...names(
    'ava bats busted ctest jasmine jest karma mocha nose2 nox pest phpunit prove py.test pytest rspec tap tox vitest',
  ),
  ...['npm', 'pnpm', 'yarn', 'bun', 'deno', 'composer', 'cargo', 'go', 'mix', 'dotnet', 'swift', 'flutter', 'dart'].map(
    (program) => `${program} test`,
  ),
  ...['rails', 'make', 'just', 'task', 'rake', 'gradle', 'gradlew', 'mvn', 'mvnw', 'ant', 'nx', 'turbo', 'ng'].map(
    (program) => `${program} test`,
  ),
  ...['npm', 'pnpm', 'yarn', 'bun'].flatMap((program) => [`${program} run e2e`, `${program} run unit`]),
  'cargo nextest',
  'cypress run',
  'django-admin test',
  'hatch test',
  'mvn verify',
  'mvnw verify',
  'playwright test',
  'python -m pytest',
  'python -m unittest',
];

/** Commands that may take changes back. */
export const UNDO_PROGRAMS: readonly string[] = ['git checkout', 'git reset', 'git restore', 'git stash'];

function names(text: string): readonly string[] {
  return text.split(' ');
}
