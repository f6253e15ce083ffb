/** Patterns of a policy, compiled with a guard: one that could take more than linear time is refused, not run. */

import { AppError } from '../errors.ts';

export type Matcher = (text: string) => readonly (readonly [start: number, end: number])[];

const LONGEST = 400;
/** Matches of one pattern in one text. */
const MOST = 10_000;
/** Characters that a pattern sees at once: it bounds what an unbounded repeat can cost. */
const WINDOW = 8192;
/** Windows overlap by so much, which is the longest match that is sure to be found. */
const OVERLAP = 1024;

export function compilePatterns(sources: readonly string[]): readonly Matcher[] {
  return sources.map((source) => {
    const pattern = compile(source);
    return (text) => {
      const found: [number, number][] = [];
      for (let from = 0; from < text.length && found.length < MOST; from += WINDOW - OVERLAP) {
        for (const match of text.slice(from, from + WINDOW).matchAll(pattern)) {
          if (match[0] !== '') found.push([from + match.index, from + match.index + match[0].length]);
        }
      }
      return found;
    };
  });
}

function compile(source: string): RegExp {
  const danger = dangerOf(source);
  if (danger !== undefined)
    throw new AppError('config/bad-value', `The redaction pattern ${source} is refused: ${danger}.`, {
      hint: 'Write it with bounded repeats, like [a-z]{1,40}, and without a repeat inside a repeat.',
    });
  return new RegExp(source, 'gu');
}

/** Why a pattern is refused, or nothing: it is no regular expression, or it has what can make one slow. */
export function dangerOf(source: string): string | undefined {
  if (source.length > LONGEST) return `it is longer than ${LONGEST} characters`;
  const bare = source.replace(/\\[^0-9k]/g, 'x').replace(/\[(?:[^\]\\]|\\.)*\]/g, 'x');
  if (/\\[0-9k]/.test(bare)) return 'it has a back reference';
  if (/\(\?[<=!]/.test(bare)) return 'it looks around';
  if (/\)(?:[*+{]|\?[^:])/.test(bare)) return 'it repeats a group';
  if (ways(bare) > MOST_WAYS) return 'its repeats can match in too many ways';
  try {
    new RegExp(source, 'gu');
    return undefined;
  } catch (cause) {
    if (cause instanceof SyntaxError) return 'it is no regular expression';
    throw cause;
  }
}

/** In how many ways the repeats of a pattern can share a window, at most: the product of their lengths. */
function ways(bare: string): number {
  let product = 1;
  for (const match of bare.matchAll(/[*+]|\{(\d+)(,?)(\d*)\}/g)) {
    const [repeat, least, comma, most] = match;
    if (repeat === '*' || repeat === '+' || (comma === ',' && most === '')) product *= WINDOW;
    else if (comma === ',') product *= Math.max(1, Number(most) - Number(least) + 1);
  }
  return product;
}

/** One unbounded repeat, or a few short ones. */
const MOST_WAYS = 20_000;
