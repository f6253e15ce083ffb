/** Values beside the keys that a policy or the settings name: whatever they hold, unless it is a placeholder. */

import type { Found } from './define.ts';
import { readLink } from './link.ts';
import { isPlaceholder } from './shape.ts';
import { isWord } from './text.ts';

/** Reports the value that belongs to the key at `start`, if it is a whole name there. */
export function findUnderKey(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
  found: Found,
): void {
  if (isWord(text.charCodeAt(start - 1)) || isWord(text.charCodeAt(end))) return;
  const link = readLink(text, { start, end, least: 1 });
  if (link === undefined || link.link === 'loose' || link.link === 'prose') return;
  if (!isPlaceholder(text.slice(link.start, link.end))) found(link.start, link.end);
}
