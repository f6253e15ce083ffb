/**
 * What to do against a group of failures: first what is measured to have helped when the same operation was repeated, else what is known of
 * its class. A measured difference is told only where chance is no explanation; that it is the cause, no log can show.
 */

import { differenceInterval, type Rate } from './difference.ts';
import { hintFor } from './hints.ts';
import { points } from './spoken.ts';

/** How repeats of failed operations fared, and how those with a certain call in between. */
export type Repeats = Rate & { readonly helpers: readonly Helper[] };
export type Helper = Rate & { readonly label: string };

export type Fix = { readonly suggestion: string | null; readonly evidence: string | null };

/** At least so many repeats with, and so many without. */
const FEWEST = 5;
/** 99.7 %: of the calls that may stand in between, the best of about a dozen is picked, and one in 20 of all such picks may be chance. */
const Z_OF_SEVERAL = 3;

/** Reads `31/45`, then lines such as `31/33 Read of the same target`. A line that is none is left out. */
export function readRepeats(packed: string): Repeats | undefined {
  const [first = '', ...lines] = packed.split('\n');
  const all = rateOf(first);
  if (all === undefined) return undefined;
  const helpers = lines.flatMap((line) => {
    const space = line.indexOf(' ');
    const rate = space < 0 ? undefined : rateOf(line.slice(0, space));
    return rate === undefined ? [] : [{ ...rate, label: line.slice(space + 1) }];
  });
  return { ...all, helpers };
}

function rateOf(text: string): Rate | undefined {
  const match = /^(\d{1,15})\/(\d{1,15})$/.exec(text);
  return match === null ? undefined : { successes: Number(match[1]), n: Number(match[2]) };
}

export type Group = {
  readonly errorClass: string;
  readonly template: string;
  readonly count: number;
  readonly repeats: Repeats | undefined;
};

export function fixFor({ errorClass, template, count, repeats }: Group): Fix {
  const best = repeats === undefined ? undefined : bestHelper(repeats);
  if (best !== undefined) return { suggestion: best.suggestion, evidence: best.evidence };
  const hint = hintFor(errorClass, template);
  const fared =
    repeats === undefined || repeats.n === 0 ? [] : [`${repeats.successes} of ${repeats.n} next tries worked.`];
  const known = hint === undefined ? [] : [`Known class, n = ${count}.`];
  const said = [...known, ...fared].join(' ');
  return { suggestion: hint ?? null, evidence: said === '' ? null : said };
}

type Measured = Fix & { readonly difference: number };

function bestHelper(repeats: Repeats): Measured | undefined {
  let best: Measured | undefined;
  for (const helper of repeats.helpers) {
    const found = measured(helper, { successes: repeats.successes - helper.successes, n: repeats.n - helper.n });
    if (found !== undefined && (best === undefined || found.difference > best.difference)) best = found;
  }
  return best;
}

function measured(helper: Helper, without: Rate): Measured | undefined {
  if (helper.n < FEWEST || without.n < FEWEST) return undefined;
  if (differenceInterval(helper, without, Z_OF_SEVERAL).low <= 0) return undefined;
  const { low, high } = differenceInterval(helper, without);
  const difference = helper.successes / helper.n - without.successes / without.n;
  return {
    difference,
    suggestion: `${adviceOf(helper.label)} before trying again.`,
    evidence:
      `With it in between, ${helper.successes} of ${helper.n} next tries worked, without ${without.successes} of ${without.n}: ` +
      `+${points(difference)} points (95 % interval ${points(low)} to ${points(high)}).`,
  };
}

/** `Read of the same target`, `git status`, `Grep`. */
function adviceOf(label: string): string {
  return label.endsWith(SAME) ? `${label.slice(0, -SAME.length)} the same target` : `Use ${label}`;
}

const SAME = ' of the same target';
