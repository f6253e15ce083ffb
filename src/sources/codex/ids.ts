/** Ids that mean the same thing in every file, and the time that is written into some of them. */

const UNIQUE = /^(?:[a-z]+_)?[A-Za-z0-9-]{20,}$/;
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/**
 * The client's own id where it is long enough to be unique everywhere, so that a copy of the record folds into the original; else
 * the id within its thread.
 */
export function idWithin(thread: string | undefined, id: string): string {
  // Copilot marks calls with free text that way; a longer prefix would make the id look like a token, not like an id.
  const bare = id.startsWith('custom_call_') ? id.slice('custom_'.length) : id;
  return UNIQUE.test(bare) && bare.length <= 100 ? bare : `${thread ?? 'codex'}:${bare}`;
}

/** Milliseconds at which a UUID of version 7 was made. */
export function madeAt(id: string | undefined): number | undefined {
  if (id === undefined || !UUID_V7.test(id)) return undefined;
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
