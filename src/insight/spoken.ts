/** Numbers as a sentence says them. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** `850 ms`, `4.2 s`, `3.5 minutes`, `2.1 hours`. */
export function ms(value: number): string {
  if (value < SECOND) return `${Math.round(value)} ms`;
  if (value < MINUTE) return `${(value / SECOND).toFixed(1)} s`;
  if (value < HOUR) return `${(value / MINUTE).toFixed(1)} minutes`;
  return `${(value / HOUR).toFixed(1)} hours`;
}
