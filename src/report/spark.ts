/** A line of small columns, one per value. An unknown value is a dot, zero the lowest line: the two are not the same. */

const STEPS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** At most `room` values: neighbours are summed up until they fit. */
export function condense(
  values: readonly (number | null)[],
  room: number,
): { values: (number | null)[]; each: number } {
  const each = Math.max(1, Math.ceil(values.length / room));
  const condensed: (number | null)[] = [];
  // From the end, so that the newest column is whole.
  for (let end = values.length; end > 0; end -= each) {
    const known = values.slice(Math.max(0, end - each), end).filter((value) => value !== null);
    condensed.unshift(known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0));
  }
  return { values: condensed, each };
}

export function spark(values: readonly (number | null)[]): string {
  const max = Math.max(0, ...values.map((value) => value ?? 0));
  return values.map((value) => (value === null ? '·' : step(value, max))).join('');
}

function step(value: number, max: number): string {
  if (value <= 0 || max === 0) return STEPS[0];
  return STEPS[Math.min(STEPS.length - 1, 1 + Math.round((value / max) * (STEPS.length - 2)))] ?? STEPS[0];
}
