/** The documents are as true as the code: links lead somewhere, what exists is described, sizes are kept. */

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { EXTENSIONS, idsOf } from '../scripts/generate/tree.ts';
import { SETTINGS } from '../src/config/settings.ts';
import { ERRORS } from '../src/errors.ts';
import { FIELDS, KINDS } from '../src/event/schema.ts';
import { SKIPS } from '../src/event/skip.ts';
import { makeRedactor } from '../src/redaction/redact.ts';
import { ROOT } from './architecture/source-tree.ts';
import { repositoryFiles, textFiles, textOf } from './repository/files.ts';

const documents = repositoryFiles().filter((path) => path.endsWith('.md'));

test('Every local link of every document leads to a file, and to a heading of it when it names one', () => {
  const broken = documents.flatMap((path) =>
    linksOf(textOf(path))
      .filter((link) => !leadsSomewhere(path, link))
      .map((link) => `${path}: ${link}`),
  );
  expect(documents.length).toBeGreaterThan(5);
  expect(broken).toEqual([]);
});

const described: readonly (readonly [page: string, ids: readonly string[]])[] = [
  ['sources', idsOf('source', ROOT)],
  ['rules', idsOf('rule', ROOT)],
  ['analyses', idsOf('analysis', ROOT)],
  ['sinks', idsOf('sink', ROOT)],
  ['commands', idsOf('command', ROOT)],
  ['settings', Object.keys(SETTINGS)],
  ['settings', Object.values(SETTINGS).map(({ env }) => env)],
  ['errors', Object.keys(ERRORS)],
  ['skips', Object.keys(SKIPS)],
  ['events', [...Object.keys(KINDS), ...Object.keys(FIELDS)]],
];

test.each(described)('The reference of %s describes everything there is', (page, ids) => {
  const text = textOf(`docs/reference/${page}.md`);
  expect(ids.length).toBeGreaterThan(0);
  expect(ids.filter((id) => !text.includes(`\`${id}\``) && !text.includes(`\`hindcast ${id}\``))).toEqual([]);
});

test('Every code of the table of refusals is used somewhere', () => {
  const codes = new Set(Object.keys(ERRORS));
  const code = repositoryFiles()
    .filter((path) => path.startsWith('src/') && path.endsWith('.ts') && path !== 'src/errors.ts')
    .map(textOf)
    .join('\n');
  expect([...codes].filter((name) => !code.includes(`'${name}'`))).toEqual([]);
});

test('Entries of the changelog have at most two sentences and forty words', () => {
  const entries = textOf('CHANGELOG.md')
    .split(/\n(?=- )/)
    .slice(1)
    .map((entry) => entry.slice(2).split(/\n(?=#|\n)/)[0] ?? '');
  expect(entries.length).toBeGreaterThan(0);
  const words = (entry: string): number => entry.trim().split(/\s+/).length;
  const sentences = (entry: string): number =>
    entry
      .trim()
      .split(/[.!?](?:\s|$)/)
      .filter((part) => part !== '').length;
  expect(entries.filter((entry) => words(entry) > 40 || sentences(entry) > 2)).toEqual([]);
});

test('The page for agents stays short', () => {
  expect(textOf('AGENTS.md').split('\n').length).toBeLessThanOrEqual(61);
});

test('The page for contributors names every kind of module and where it lies', () => {
  const page = textOf('CONTRIBUTING.md');
  const wanted = Object.entries(EXTENSIONS).flatMap(([kind, { modules }]) => [
    `npm run new ${kind} NAME`,
    `${modules}/NAME.`,
  ]);
  expect(wanted.filter((text) => !page.includes(text))).toEqual([]);
});

/** Documents on redaction show what it does; examples there are allowed to look like secrets. */
const ABOUT_SECRETS =
  /^(docs\/guide\/privacy\.md|docs\/decisions\/redaction\.md|test\/redaction\/|test\/cli\/redact|src\/redaction\/|bench\/redaction)/;
const FIXTURES = /^(docs\/|test\/.*\.(jsonl?|ndjson|csv|txt|md|html)$|[A-Z]+\.md$|package(-lock)?\.json$|\.)/;

test('No document and no fixture holds what our own rules take for a secret', () => {
  const redactor = makeRedactor();
  const found = textFiles()
    .filter((path) => FIXTURES.test(path) && !ABOUT_SECRETS.test(path))
    .flatMap((path) => {
      const text = textOf(path);
      const secrets = redactor
        .find(text)
        .filter(({ kind }) => kind === 'secret' || kind === 'private-key')
        // The lock file names a package "pgpass", whose version is what stands behind it.
        .filter(({ start, end }) => !/^[\^~]?\d+\.\d+\.\d+$/.test(text.slice(start, end)));
      return secrets.map(({ start }) => `${path}:${text.slice(0, start).split('\n').length}`);
    });
  expect(found).toEqual([]);
});

/** Targets of Markdown links and images that are no addresses; fenced blocks and code spans are not read. */
function linksOf(text: string): string[] {
  const prose = text.replace(/^(```+)[\s\S]*?^\1/gm, '').replace(/`[^`\n]*`/g, '');
  const targets = [...prose.matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g)].map((match) => match[1] ?? '');
  return targets.filter((target) => !/^[a-z][a-z0-9+.-]*:/i.test(target));
}

function leadsSomewhere(from: string, link: string): boolean {
  const [path = '', heading] = link.split('#');
  const file = path === '' ? from : join(dirname(from), decodeURIComponent(path));
  if (!existsSync(join(ROOT, file))) return false;
  return heading === undefined || !file.endsWith('.md') || anchorsOf(textOf(file)).has(heading);
}

function anchorsOf(text: string): Set<string> {
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map((match) => match[1] ?? '');
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-'),
    ),
  );
}
