/** Numbers as a sentence says them: rounded, for they are read and not added up. Tables are exact (`report/number.ts`). */

/** `1,204`, to the nearest whole number. */
export function whole(value: unknown): string {
  const rounded = Math.round(Number(value));
  // The locale's own way costs 7 ms the first time.
  return Number.isSafeInteger(rounded)
    ? String(rounded).replace(/\B(?=(?:\d{3})+$)/g, ',')
    : rounded.toLocaleString('en-US');
}

/** `1 session`, `1,204 sessions`. */
export function counted(n: number, thing: string, things = `${thing}s`): string {
  return `${whole(n)} ${n === 1 ? thing : things}`;
}

/** Of 0…1 in hundredths: 0.94 is 94 points. */
export function points(share: unknown): number {
  return Math.round(Number(share) * 100);
}

/** `94 %`. */
export function percent(share: unknown): string {
  return `${points(share)} %`;
}

/** Names of any length must not fill a screen. */
const LONGEST_NAME = 60;

export function short(name: unknown): string {
  const text = String(name);
  return text.length <= LONGEST_NAME ? text : `${text.slice(0, LONGEST_NAME - 1)}…`;
}
