/**
 * The cases of the suite: one folder each, `<nn>-<name>/<source id>/…`, with `why.md` and `expected.json` beside. `<source id>.then/…`
 * is what the files look like later, when they are imported once more.
 */

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { object, text } from '../../src/sources/read.ts';

export type Case = {
  readonly name: string;
  readonly why: string;
  readonly expected: Readonly<Record<string, unknown>>;
  /** IANA time zone of the days in `answers_of_day`. */
  readonly zone: string;
  /** Id of the source whose files the case holds. */
  readonly source: string;
  /** What the configuration folder of the client holds, at one time after the other. */
  readonly states: readonly string[];
};

export const cases: readonly Case[] = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && /^\d\d-/.test(entry.name))
  .map((entry) => openCase(entry.name));

function openCase(name: string): Case {
  const folder = join(import.meta.dirname, name);
  const promised = object(JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')));
  const [source, then] = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  if (promised === undefined) throw new Error(`${name}/expected.json is no object.`);
  if (source === undefined || (then !== undefined && then !== `${source}.then`))
    throw new Error(`${name} does not hold the files of one source.`);
  const { zone, ...expected } = promised;
  return {
    name,
    why: existsSync(join(folder, 'why.md')) ? readFileSync(join(folder, 'why.md'), 'utf8').trim() : '',
    expected,
    zone: text(zone) ?? 'UTC',
    source,
    states: then === undefined ? [join(folder, source)] : [join(folder, source), join(folder, then)],
  };
}

/** What the case promises, out of all that was measured. */
export function promisedPart(
  expected: Case['expected'],
  measured: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(Object.keys(expected).map((name) => [name, measured[name]]));
}
