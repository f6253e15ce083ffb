/**
 * How often something that is drawn is drawn, and how much of what could be combined is combined. The seeds are fixed, so that many rounds
 * find in every run what they found in the run before: a daily `npm test` takes fewer of them, continuous integration
 * (`HINDCAST_TEST_ROUNDS=full`) takes all, and `npm run fuzz` ten times as many, with seeds that are new.
 */

export const IS_FUZZ = process.env['HINDCAST_FUZZ'] !== undefined;

export const IS_FULL = IS_FUZZ || process.env['HINDCAST_TEST_ROUNDS'] === 'full';

/** Of so many rounds: all of them where everything is asked for, else a quarter, or as many as `daily` says. */
export function runs(full: number, daily = Math.ceil(full / 4)): number {
  if (IS_FUZZ) return full * 10;
  return IS_FULL ? full : daily;
}

/** Of cases that are all alike: every one where everything is asked for, else every fourth. */
export function some<T>(cases: readonly T[]): readonly T[] {
  return IS_FULL ? cases : cases.filter((_, index) => index % 4 === 0);
}
