/**
 * p-values of many tests at once, raised so that at most that share of what is called a finding is expected to be none (Y. Benjamini and
 * Y. Hochberg, "Controlling the false discovery rate", JRSS B 57, 1995; R: `p.adjust(p, "BH")`).
 */

/** At most one in twenty of what is called a finding is expected to be chance. */
const FINDING = 0.05;

/** Of an adjusted p-value; what was not tested is none. */
export function isFinding(adjusted: unknown): boolean {
  return typeof adjusted === 'number' && adjusted < FINDING;
}

/** In the order given; `null` was not tested, does not count, and stays null. */
export function benjaminiHochberg(pValues: readonly (number | null)[]): readonly (number | null)[] {
  const tested = pValues.flatMap((p, index) => (p === null ? [] : [{ p, index }])).toSorted((a, b) => b.p - a.p);
  const adjusted: (number | null)[] = pValues.map(() => null);
  let least = 1;
  for (const [fromLargest, { p, index }] of tested.entries()) {
    least = Math.min(least, (p * tested.length) / (tested.length - fromLargest));
    adjusted[index] = least;
  }
  return adjusted;
}
