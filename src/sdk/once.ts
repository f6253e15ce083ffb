/** An error that passes several places that record it is recorded by the first: the innermost knows most. */

const recorded = new WeakSet<object>();

/** True the first time. What is no object cannot be known again. */
export function isFirst(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return true;
  if (recorded.has(error)) return false;
  recorded.add(error);
  return true;
}
