/** How often something that is drawn is drawn: what finds a planted mistake in every run of the tests, ten times as often with `npm run fuzz`. */

export const IS_FUZZ = process.env['HINDCAST_FUZZ'] !== undefined;

export function runs(count: number): number {
  return IS_FUZZ ? count * 10 : count;
}
