/**
 * Ids for what a live observer tells without an id that others know. Those that begin with `unmatched:` stand in for what is told better
 * elsewhere (see `store/unmatched`). Invariant: made of what a repeated delivery repeats.
 */

/** Stands in for something of this session; `name` tells it from the others of its kind. */
export function standInId(session: string | undefined, name: string): string {
  return `unmatched:${plain(session)}:${name}`;
}

/** The same for something of which no more is known than when it was, and some numbers. */
export function unmatchedId(session: string | undefined, at: string, parts: readonly (number | undefined)[]): string {
  return standInId(session, numbered(at, parts));
}

/** For what no file of the client tells of: it always counts. */
export function asideId(session: string | undefined, at: string, parts: readonly (number | undefined)[]): string {
  return `aside:${plain(session)}:${numbered(at, parts)}`;
}

function numbered(at: string, parts: readonly (number | undefined)[]): string {
  return [Date.parse(at), ...parts.map((part) => part ?? 0)].join('-');
}

function plain(session: string | undefined): string {
  return session === undefined ? '0' : session.slice(0, 100);
}
