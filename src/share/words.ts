/**
 * What may be shared as a word, a version or a value of a closed list, told from its letters alone. Whatever could be a path, an address, a
 * sentence or a token is none.
 */

import { OBSERVERS, OUTCOMES } from '../event/schema.ts';
import { isPlainName } from '../redaction/textless.ts';
import type { Form } from './levels.ts';

/** Longest word. Names of tools of servers are long. */
const LONGEST = 100;

/** Longest text of level `redacted`, as in the log. */
const LONGEST_TEXT = 500;

/** Whether a text may be shared in this form; numbers are not asked. */
export function fits(form: Form, text: string): boolean {
  switch (form) {
    case 'word':
      return isWord(text);
    case 'version':
      return VERSION.test(text);
    case 'closed':
      return CLOSED.has(text) || FINGERPRINT.test(text) || isObserverList(text);
    case 'text':
      return text !== '' && text.length <= LONGEST_TEXT;
    default:
      return false;
  }
}

const VERSION =
  /^v?\d{1,5}(?:\.\d{1,5}){0,3}(?:-(?:alpha|beta|rc|next|dev|nightly|preview|insiders?)(?:\.\d{1,8}){0,2})?$/;
const FINGERPRINT = /^\d{1,3}-[0-9a-z]{12}$/;
const CLOSED: ReadonlySet<string> = new Set(OUTCOMES);

function isObserverList(text: string): boolean {
  const names: readonly string[] = OBSERVERS;
  return text.split(',').every((name) => names.includes(name));
}

/** `mcp__tracker__list_issues`, `us.anthropic.claude-sonnet-4-5-20250929-v1:0`, `claude-opus-4-6[1m]`: plain names with `:` between. */
function isWord(text: string): boolean {
  if (text.length > LONGEST) return false;
  const [first = '', ...rest] = text.replace(/\[\w{1,4}\]$/, '').split(':');
  return isShortName(first) && rest.length < 3 && rest.every((part) => SIZE.test(part) || isShortName(part));
}

/** `isPlainName` is for names of up to 80 characters. */
function isShortName(text: string): boolean {
  return isPlainName(text.slice(0, 80)) && (text.length <= 80 || isPlainName(`a${text.slice(80)}`));
}

/** The version or size after the colon of a model's name: `0`, `32b`, `latest` is a name. */
const SIZE = /^\d{1,4}[a-z]?$/;
