/** Stable pseudonyms: the same name gives the same six hexadecimal digits on every machine that has the key. Nobody without the key can guess names by trying them. */

// node:crypto is loaded only when a pseudonym is made: it costs half of the time to load redaction.
import process from 'node:process';
import type { FieldName } from '../event/schema.ts';
import { KINDS } from './define.ts';
import type { Span } from './spans.ts';

export type Pseudonyms = {
  placeholder(span: Span, value: string): string;
  /** Repositories get a pseudonym, other words stay. */
  word(name: FieldName, value: string): string;
  /** Every segment of a path gets one; separators, `***`, and the extension of the last segment stay. */
  path(value: string): string;
};

export function makePseudonyms(key: string): Pseudonyms {
  const memory = new Map<string, string>();
  const pseudonym = (prefix: string, value: string): string => {
    const remembered = memory.get(`${prefix}-${value}`);
    if (remembered !== undefined) return remembered;
    const made = `${prefix}-${process.getBuiltinModule('node:crypto').createHmac('sha256', key).update(`${prefix}:${value}`).digest('hex').slice(0, 6)}`;
    if (memory.size < 10_000) memory.set(`${prefix}-${value}`, made);
    return made;
  };
  const segment = (prefix: string, value: string): string => (DONE.test(value) ? value : pseudonym(prefix, value));
  return {
    placeholder: (span, value) => (span.kind === 'home' ? pseudonym('user', value) : KINDS[span.kind].placeholder),
    word: (name, value) =>
      name === 'repo'
        ? value
            .split('/')
            .map((part, index) => (index === 0 ? part : segment('repo', part)))
            .join('/')
        : value,
    path: (value) => value.replace(/[^/\\]+/g, (part) => segment('path', part)),
  };
}

/** Already a pseudonym or a placeholder, or so general that it names nobody. */
const DONE =
  /^(?:(?:user|repo|path)-[0-9a-f]{6}|.*\*\*\*.*|\[redacted:[a-z-]+\]|home|Users|mnt|tmp|var|opt|usr|src|~|\.{1,2}|[A-Za-z]:)$/;
