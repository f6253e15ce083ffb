/** Adds an entry under "Added" of the version that is not released yet. */

export function addToChangelog(changelog: string, entry: string): string {
  const lines = changelog.split('\n');
  const unreleased = lines.findIndex((line) => /^## Unreleased\b/i.test(line));
  if (unreleased < 0) return `${changelog.trimEnd()}\n\n## Unreleased\n\n### Added\n\n- ${entry}\n`;
  const end = nextAfter(lines, unreleased, (line) => line.startsWith('## '));
  const added = lines.findIndex((line, at) => at > unreleased && at < end && line === '### Added');
  if (added < 0) return lines.toSpliced(unreleased + 1, 0, '', '### Added', '', `- ${entry}`).join('\n');
  const sectionEnd = nextAfter(lines, added, (line) => line.startsWith('#'));
  let last = sectionEnd - 1;
  while (last > added && lines[last] === '') last -= 1;
  const inserted = last === added ? ['', `- ${entry}`] : [`- ${entry}`];
  return lines.toSpliced(last + 1, 0, ...inserted).join('\n');
}

function nextAfter(lines: readonly string[], from: number, matches: (line: string) => boolean): number {
  const found = lines.findIndex((line, at) => at > from && matches(line));
  return found < 0 ? lines.length : found;
}
