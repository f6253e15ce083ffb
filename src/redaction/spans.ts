/** Collects what rules found in one text and writes the text without it. Overlapping findings become one. */

import { KINDS, type FindingKind } from './define.ts';

export type Span = { readonly start: number; readonly end: number; readonly kind: FindingKind; readonly rule: string };

/** Sorted, disjoint spans; where two overlap, the one that begins first (or, beginning together, is longer) gives kind and rule. */
export function disjoint(spans: readonly Span[]): readonly Span[] {
  if (spans.length < 2) return spans;
  const sorted = [...spans].sort((a, b) => a.start - b.start || b.end - a.end);
  const merged: Span[] = [];
  for (const span of sorted) {
    const last = merged[merged.length - 1];
    if (last === undefined || span.start >= last.end) merged.push(span);
    else if (span.end > last.end) merged[merged.length - 1] = { ...last, end: span.end };
  }
  return merged;
}

/** `text` with a placeholder in the place of each of the disjoint `spans`. */
export function written(
  text: string,
  spans: readonly Span[],
  placeholder: (span: Span) => string = (span) => KINDS[span.kind].placeholder,
): string {
  let left = '';
  let from = 0;
  for (const span of spans) {
    left += text.slice(from, span.start) + placeholder(span);
    from = span.end;
  }
  return left + text.slice(from);
}
