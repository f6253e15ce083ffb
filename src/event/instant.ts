/** Instants as the contract writes them: `2026-01-31T12:00:00.000Z`. */

/**
 * The same as `toISOString` between the years 0 and 9999. That one has Node read the time zone of the system, which takes a hook process
 * longer than reading its payload.
 */
export function instantOf(epochMs: number): string {
  const date = new Date(epochMs);
  const day = `${digits(date.getUTCFullYear(), 4)}-${digits(date.getUTCMonth() + 1, 2)}-${digits(date.getUTCDate(), 2)}`;
  const time = `${digits(date.getUTCHours(), 2)}:${digits(date.getUTCMinutes(), 2)}:${digits(date.getUTCSeconds(), 2)}`;
  return `${day}T${time}.${digits(date.getUTCMilliseconds(), 3)}Z`;
}

function digits(value: number, count: number): string {
  return String(value).padStart(count, '0');
}
