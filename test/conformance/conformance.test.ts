/**
 * Every case of the conformance suite, through the whole pipeline: imported, redacted, logged, merged by the engine, asked for in SQL.
 * Reading every file again from the start and compacting the log must not change a number: that takes two thirds of the time, and is done
 * with every fourth case where not all rounds are asked for.
 */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { sources } from '../../src/sources/index.ts';
import { some } from '../runs.ts';
import { cases, promisedPart } from './cases.ts';
import { measure } from './measure.ts';
import { mergeEvents } from './merge.ts';
import { openWorkplace, type Workplace } from './pipeline.ts';
import { readTree } from './read-tree.ts';

let workplace: Workplace;
beforeEach(() => {
  workplace = openWorkplace();
});
afterEach(() => workplace.remove());

describe.each(cases)('$name', ({ name, why, source: id, states, expected, zone }) => {
  const found = sources.find((one) => one.id === id);
  if (found === undefined) throw new Error(`${name}: no source is called ${id}.`);
  const source = found;

  test(`${why}`, async () => {
    let read = 0;
    for (const state of states) read += (await workplace.importFolder(source, state)).events;
    expect(read).toBeGreaterThan(0);
    const measured = await workplace.measure(zone);
    expect(Object.keys(measured)).toEqual(expect.arrayContaining(Object.keys(expected)));
    expect(promisedPart(expected, measured)).toEqual(expected);

    if (!some(cases).some((one) => one.name === name)) return;
    workplace.forgetFiles();
    await workplace.importFolder(source, states.at(-1) ?? '');
    await workplace.compact();
    expect(await workplace.measure(zone), 'after reading all again, and compaction').toEqual(measured);
  });

  // The source alone knows neither prices nor days, and sees one state of a file only.
  if (states.length > 1) return;
  test('the source alone gives the same numbers', () => {
    const [state = ''] = states;
    const measured = measure(mergeEvents(readTree(source, state).events).values());
    const alone = Object.fromEntries(Object.entries(expected).filter(([key]) => key in measured));
    expect(promisedPart(alone, measured)).toEqual(alone);
  });
});
