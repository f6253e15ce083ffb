/** JSON text of a value as every reader takes it. */

/** Like `JSON.stringify`, except that half surrogate pairs become U+FFFD: no reader of JSON other than JavaScript takes them. */
export function jsonOf(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const json = JSON.stringify(value);
  return json.includes('\\ud') ? json.replace(ESCAPED, mended) : json;
}

const ESCAPED = /\\(?:\\|ud[89a-f][0-9a-f]{2})/g;

/** `JSON.stringify` escapes only half surrogate pairs this way. */
function mended(escape: string): string {
  return escape === '\\\\' ? escape : '\ufffd';
}
