/** Why a record became no event. Nothing disappears silently: every reason is counted by source and shown. */

/** The closed list. `quiet` reasons are the normal noise of a format; the others deserve a look. */
export const SKIPS = {
  'not-json': { quiet: false, meaning: 'The line is not JSON.' },
  'not-an-object': { quiet: false, meaning: 'The record is JSON, but not an object.' },
  'record-too-long': {
    quiet: false,
    meaning: 'One record is longer than the reader keeps, even without its long texts.',
  },
  'unfinished-record': {
    quiet: true,
    meaning: 'The file ends in the middle of a record; it is read when it is complete.',
  },
  'unknown-type': { quiet: false, meaning: 'The record has a type that this version does not know.' },
  'not-telemetry': { quiet: true, meaning: 'A known record that says nothing about what happened.' },
  'part-of-event': { quiet: true, meaning: 'The record is one part of an event that is yielded with another part.' },
  'no-id': { quiet: false, meaning: 'The record lacks the id that would make it countable once.' },
  'no-timestamp': { quiet: false, meaning: 'The record lacks a usable time.' },
  'no-usage': { quiet: true, meaning: 'An answer without token counts.' },
  'synthetic-answer': { quiet: true, meaning: 'An answer that the client made up itself; no model was asked.' },
  'repeated-total': { quiet: true, meaning: 'A running total that repeats the one before.' },
  'copied-history': { quiet: true, meaning: 'A copy of records that belong to another session.' },
  'bad-value': { quiet: false, meaning: 'A field has a value that cannot be read.' },
  'invalid-event': { quiet: false, meaning: 'The source made an event that breaks the contract.' },
  'redaction-failed': { quiet: false, meaning: 'Redaction could not finish, so the event was dropped.' },
  pruned: { quiet: true, meaning: 'Older than what was pruned or forgotten; it is not brought back.' },
  'unreadable-file': { quiet: false, meaning: 'The file could not be opened or read.' },
  'compressed-file': {
    quiet: false,
    meaning: 'The file is compressed with Zstandard, which Node reads from version 22.15 on.',
  },
  'not-a-file': { quiet: true, meaning: 'A link, a socket or another thing that is no regular file.' },
} as const satisfies Record<string, { quiet: boolean; meaning: string }>;

export type SkipReason = keyof typeof SKIPS;

export function isSkipReason(text: string): text is SkipReason {
  return Object.hasOwn(SKIPS, text);
}

export type Skip = { readonly skip: SkipReason };

const made: ReadonlyMap<string, Skip> = new Map(
  Object.keys(SKIPS)
    .filter(isReason)
    .map((reason) => [reason, { skip: reason }]),
);

/** The `Skip` of this reason (one shared object per reason). */
export function skip(reason: SkipReason): Skip {
  return made.get(reason) ?? { skip: reason };
}

function isReason(name: string): name is SkipReason {
  return Object.hasOwn(SKIPS, name);
}

export function isSkip(value: object): value is Skip {
  return 'skip' in value;
}

/** Counts by reason, for one file, one source or one import. */
export type SkipCounts = { [Reason in SkipReason]?: number };

export function countSkip(counts: SkipCounts, reason: SkipReason, times = 1): void {
  counts[reason] = (counts[reason] ?? 0) + times;
}
