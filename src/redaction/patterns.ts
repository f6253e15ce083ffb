/** Patterns of a policy, compiled with a guard: one that could take more than linear time is refused, not run. */

import { AppError } from '../errors.ts';

export type Matcher = (text: string) => readonly (readonly [start: number, end: number])[];

const LONGEST = 400;
/** Each match is looked for in windows of this size, which bounds what a slow pattern can cost. */
const MOST = 10_000;

export function compilePatterns(sources: readonly string[]): readonly Matcher[] {
  return sources.map((source) => {
    const pattern = compile(source);
    return (text) => {
      const found: [number, number][] = [];
      pattern.lastIndex = 0;
      for (let match = pattern.exec(text); match !== null && found.length < MOST; match = pattern.exec(text)) {
        if (match[0] === '') pattern.lastIndex += 1;
        else found.push([match.index, match.index + match[0].length]);
      }
      return found;
    };
  });
}

function compile(source: string): RegExp {
  const danger = dangerOf(source);
  if (danger !== undefined) throw new AppError('config/bad-value', `The redaction pattern ${source} is refused: ${danger}.`, { hint: 'Write it with bounded repeats, like [a-z]{1,40}, and without a repeat inside a repeat.' });
  try {
    return new RegExp(source, 'gu');
  } catch (cause) {
    throw new AppError('config/bad-value', `The redaction pattern ${source} is no regular expression.`, { cause });
  }
}

/** Why a pattern may be slow, or nothing: too long, a back reference, a look-behind, an unbounded repeat inside a repeat, two in a row. */
function dangerOf(source: string): string | undefined {
  if (source.length > LONGEST) return `it is longer than ${LONGEST} characters`;
  const bare = source.replace(/\\[^0-9k]/g, 'x').replace(/\[(?:[^\]\\]|\\.)*\]/g, 'x');
  if (/\\[1-9k]/.test(bare)) return 'it has a back reference';
  if (/\(\?</.test(bare)) return 'it has a look-behind or a named group';
  if (/[*+}][^)(]*\)[*+{]/.test(bare) || /\|[^)]*\)[*+{]/.test(bare)) return 'it repeats a group that repeats or has alternatives';
  if ((bare.match(/[*+]|\{\d+,\}|\{\d+,\d{4,}\}/g) ?? []).length > 1) return 'it has more than one unbounded repeat';
  return undefined;
}
