/** Where two values of JSON differ. Numbers are equal when they differ by no more than the engines do in adding up doubles. */

const RELATIVE = 1e-9;

/** Paths with both values; empty when there is no difference. */
export function difference(a: unknown, b: unknown, path = ''): readonly string[] {
  if (typeof a === 'number' && typeof b === 'number') return isClose(a, b) ? [] : [`${path}: ${a} ≠ ${b}`];
  if (!isObject(a) || !isObject(b)) return Object.is(a, b) ? [] : [`${path}: ${shown(a)} ≠ ${shown(b)}`];
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].flatMap((key) => difference(a[key], b[key], `${path}/${key}`));
}

function isClose(a: number, b: number): boolean {
  return Math.abs(a - b) <= RELATIVE * Math.max(Math.abs(a), Math.abs(b));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function shown(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 120) ?? 'nothing';
}
