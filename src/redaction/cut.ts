/** Cuts a redacted text: never inside a placeholder, never between the halves of a surrogate pair. */

import { KINDS } from './define.ts';

const PLACEHOLDERS = [...new Set(Object.values(KINDS).map(({ placeholder }) => placeholder))];

/** At most `length` characters of `text`; the same string when it is short enough. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  let end = length;
  for (const placeholder of PLACEHOLDERS) {
    const start = text.lastIndexOf(placeholder, length - 1);
    if (start >= 0 && start < length && start + placeholder.length > length) end = Math.min(end, start);
  }
  const last = text.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end -= 1;
  return text.slice(0, end);
}
