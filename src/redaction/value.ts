/** Judges the value beside a key: is it a secret, or a placeholder, a reference, a word? Every test is bounded by the length of the value. */

import type { Strength } from './keys.ts';
import { distinct, entropy } from './text.ts';
import {
  hasMix,
  isCode,
  isCrossed,
  isDashedName,
  isFiller,
  isFillerText,
  isGibberish,
  isLocation,
  isName,
  isNumber,
  isProse,
  isReference,
  isWords,
  looksLikeToken,
} from './shape.ts';

/** `assign` covers =, => and the like; `loose` is everything that only stands near, `prose` a verb between. */
export type Link = 'assign' | 'colon' | 'flag' | 'loose' | 'prose';

/** How the value stands beside its key: as what is assigned, as an argument after the name, in prose. */
export type Setting = {
  readonly strength: Strength;
  readonly quoted: boolean;
  readonly link: Link;
  /** `=` without spaces and no code behind the value, as in `.env` files, shells and queries. */
  readonly environment: boolean;
  /** The key is in upper case. */
  readonly shouted: boolean;
  /** White space, an escape or the end follows the value. */
  readonly ends: boolean;
  /** The value is the last on its line. */
  readonly lineEnds: boolean;
  readonly name: string;
};

export function isSecretValue(value: string, setting: Setting): boolean {
  if (value.length < LEAST[setting.strength]) return false;
  if (setting.quoted && /\s/.test(value)) return isSecretPhrase(value, setting);
  if (
    (setting.quoted && setting.strength === 'strong' ? isFillerText(value) || !distinct(value, 2) : isFiller(value)) ||
    isLocation(value)
  )
    return false;
  const random = looksLikeToken(value);
  if (isReference(value, setting.quoted) && !(random && setting.quoted)) return false;
  const { strength, link, quoted } = setting;
  if (isNumber(value)) return isSecretNumber(value, setting);
  if (strength === 'weak')
    return (
      random &&
      /\d/.test(value) &&
      (link === 'loose' || link === 'prose'
        ? value.length >= 20 && !/^[0-9a-f-]+$/i.test(value) && entropy(value) >= 3.6
        : value.length >= 16)
    );
  if (link === 'loose' || link === 'prose') return isLooseSecret(value, setting, random);
  if (random || isGibberish(value)) return true;
  if (strength === 'medium')
    return hasMix(value) && !isDashedName(value) && !isName(value) && value.length >= 8 && (quoted || !isCode(value));
  return quoted
    ? (value.length >= 4 || hasMix(value)) && !repeatsName(value, setting.name)
    : isBareSecret(value, setting);
}

/** Shorter values cannot pass the tests of their strength. */
export const LEAST = { strong: 3, medium: 8, weak: 16 } as const;

/** A password of digits, or a token of so many that it counts nothing and is no time. */
function isSecretNumber(value: string, { strength, quoted, environment, ends, link, name }: Setting): boolean {
  if (
    strength === 'strong' &&
    value.length >= 4 &&
    (quoted || environment || ends) &&
    link !== 'loose' &&
    /pass|pwd|pin/i.test(name)
  )
    return true;
  return strength !== 'weak' && (quoted || environment) && /^\d{14,}$/.test(value);
}

/** A value that only stands near its key. */
function isLooseSecret(value: string, { name, strength, quoted, link, ends }: Setting, random: boolean): boolean {
  if (random && value.length >= 10 && /\d/.test(value)) return name !== 'pass' || quoted;
  if (strength !== 'strong' || name === 'pass') return false;
  if (quoted) return (!isWords(value) && value.length >= 6 && hasMix(value) && !isName(value)) || isGibberish(value);
  if (isGibberish(value)) return true;
  return (
    link === 'prose' &&
    value.length >= 6 &&
    ((ends && hasMix(value) && !isCode(value)) || /^[A-Za-z]+\d{1,4}[A-Za-z!?]{0,3}$/.test(value))
  );
}

/** An unquoted value of a strong key that is neither random nor a reference: a password that somebody chose, or the name of a variable. */
function isBareSecret(value: string, { name, environment, shouted, link, ends, lineEnds }: Setting): boolean {
  if (repeatsName(value, name)) return false;
  if (link === 'flag') return value.length >= 4 && (hasMix(value) || /[a-z][A-Z]/.test(value) || isGibberish(value));
  if (environment) return value.length >= 4 && (shouted || hasMix(value));
  if (shouted && link === 'colon' && lineEnds && /^[\w!@#$%^&*+.-]{4,}$/.test(value)) return true;
  return hasMix(value) && (ends ? !/^\W+$|[()<>{}]|::|->|=>|&&/.test(value) || isCrossed(value) : !isCode(value));
}

/** Several words in quotes: a passphrase, or words around a token (`{AQAAABAAA q9w8…}`); a sentence is neither. */
function isSecretPhrase(value: string, { strength, link, name }: Setting): boolean {
  if (strength === 'weak' || link === 'prose') return false;
  if (link === 'loose')
    return (
      strength === 'strong' && value.length >= 16 && /\d/.test(value) && /[^\w\s.,'"-]/.test(value) && !isProse(value)
    );
  if (holdsToken(value)) return true;
  return (
    strength === 'strong' &&
    !isFiller(value) &&
    !isReference(value, true) &&
    !isProse(value) &&
    !repeatsName(value, name)
  );
}

/** Whether one of the words in a sentence can only be a token. */
function holdsToken(value: string): boolean {
  return value
    .split(/[\s{}]+/)
    .some((word) => word.length >= 16 && looksLikeToken(word) && /\d/.test(word) && !isLocation(word));
}

/** `password: 'password'`, `apiKey: 'api_key'`: the value is the name again, or a name of the same kind. */
function repeatsName(value: string, name: string): boolean {
  if (/[^A-Za-z_ .-]/.test(value)) return false;
  const plain = value.toLowerCase().replace(/[^a-z]/g, '');
  const own = name.toLowerCase().replace(/[^a-z]/g, '');
  if (plain === '') return false;
  if (own.includes(plain) || (plain.includes(own) && own.length >= 8 && plain !== `my${own}`)) return true;
  return (
    /[_. ]|[a-z][A-Z]|^[A-Z][a-z]*$|^[a-z]+(?:-[a-z]+)+$/.test(value) &&
    !/[a-z]-[A-Z]|[A-Z][a-z]+-/.test(value) &&
    KINDRED.test(plain)
  );
}

const KINDRED = /^[a-z]{0,16}(?:password|passwd|pass|token|key|secret|credentials?|cookie|signature)[a-z]{0,8}$/;
