/** The scale of judgements, once: whoever asks for a rating, explains one or counts with one reads it here. */

export type Rating = { readonly rating: number; readonly name: string; readonly meaning: string };

/** Worst first, so that a rating is its place plus one. */
export const RATINGS: readonly Rating[] = [
  { rating: 1, name: 'failed', meaning: 'did not accomplish the task' },
  { rating: 2, name: 'poor', meaning: 'major issues, required extensive rework' },
  { rating: 3, name: 'acceptable', meaning: 'completed, but required significant fixes' },
  { rating: 4, name: 'good', meaning: 'accomplished the task with minor issues' },
  { rating: 5, name: 'excellent', meaning: 'exactly what was needed, no issues' },
];

/** `1 failed · 2 poor · …` */
export const SCALE = RATINGS.map(({ rating, name }) => `${rating} ${name}`).join(' · ');

/** Work that was completed, whatever had to be fixed, succeeded. */
export function isSuccess(rating: number): boolean {
  return rating >= 3;
}

export function nameOf(rating: number): string {
  return RATINGS[rating - 1]?.name ?? '';
}
