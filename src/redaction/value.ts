/** Judges the value beside a key: is it a secret, or a placeholder, a reference, a word? Every test is bounded by the length of the value. */

import type { Strength } from './keys.ts';
import { rarity } from './letters.ts';
import { distinct, entropy } from './text.ts';

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
  readonly name: string;
};

export function isSecretValue(value: string, setting: Setting): boolean {
  if (value.length < 3) return false;
  if (setting.quoted && /\s/.test(value)) return isSecretPhrase(value, setting);
  if ((setting.quoted && setting.strength === 'strong' ? FILLER.test(value) || !distinct(value, 2) : isFiller(value)) || isLocation(value)) return false;
  const random = looksLikeToken(value);
  if (!(random && /^[\w.~+/=:-]+$/.test(value)) && isReference(value, setting.quoted)) return false;
  const { strength, link, quoted } = setting;
  if (isNumber(value)) return isSecretNumber(value, setting);
  if (strength === 'weak') return random && /\d/.test(value) && (link === 'loose' || link === 'prose' ? value.length >= 20 && !/^[0-9a-f-]+$/i.test(value) && entropy(value) >= 3.6 : value.length >= 16);
  if (link === 'loose' || link === 'prose') return isLooseSecret(value, setting, random);
  if (random || isGibberish(value)) return true;
  if (strength === 'medium') return hasMix(value) && !isDashedName(value) && value.length >= 8 && (quoted || !isCode(value));
  return quoted ? !repeatsName(value, setting.name) : isBareSecret(value, setting);
}

/** A password of digits, or a token of so many that it counts nothing and is no time. */
function isSecretNumber(value: string, { strength, quoted, environment, ends, name }: Setting): boolean {
  if (strength === 'strong' && value.length >= 4 && (quoted || environment || ends) && /pass|pwd|pin/i.test(name)) return true;
  return strength !== 'weak' && (quoted || environment) && /^\d{14,}$/.test(value);
}

/** A value that only stands near its key. */
function isLooseSecret(value: string, { strength, quoted, link, ends }: Setting, random: boolean): boolean {
  if (random && value.length >= 10 && /\d/.test(value)) return true;
  if (strength !== 'strong') return false;
  if (quoted) return (!isWords(value) && value.length >= 6 && hasMix(value)) || isGibberish(value);
  if (isGibberish(value)) return true;
  return link === 'prose' && value.length >= 6 && ((ends && hasMix(value) && !isCode(value)) || /^[A-Za-z]+\d{1,4}[A-Za-z!?]{0,3}$/.test(value));
}

/** An unquoted value of a strong key that is neither random nor a reference: a password that somebody chose, or the name of a variable. */
function isBareSecret(value: string, { name, environment, shouted, link, ends }: Setting): boolean {
  if (repeatsName(value, name)) return false;
  if (link === 'flag') return value.length >= 4;
  if (environment) return value.length >= 4 && (shouted || hasMix(value));
  if (shouted && link === 'colon' && ends && /^[\w!@#$%^&*+.-]{4,}$/.test(value)) return true;
  return hasMix(value) && (ends ? !/^\W+$|[()<>{}]|::|->|=>|&&/.test(value) || isCrossed(value) : !isCode(value));
}

/** Several words in quotes: a passphrase, or words around a token (`{AQAAABAAA q9w8…}`); a sentence is neither. */
function isSecretPhrase(value: string, { strength, link, name }: Setting): boolean {
  if (strength === 'weak' || link === 'loose' || link === 'prose') return false;
  if (holdsToken(value)) return true;
  return strength === 'strong' && !isFiller(value) && !isReference(value, true) && !isProse(value) && !repeatsName(value, name);
}

/** Whether one of the words in a sentence can only be a token. */
function holdsToken(value: string): boolean {
  return value.split(/[\s{}]+/).some((word) => word.length >= 16 && looksLikeToken(word) && /\d/.test(word) && !isLocation(word));
}

/** Stands for a value instead of being one. */
export function isFiller(value: string): boolean {
  return FILLER.test(value) || !distinct(value, 3);
}

/** The same for places where whatever stands there is a secret, however short or plain. */
export function isPlaceholder(value: string): boolean {
  return FILLER.test(value) && !PLAIN.test(value);
}

const FILLER = new RegExp([
  '^(?:[x*.\\-_#?•]+|x{3,}.*)$',
  '^(?:<.*|\\[[\\w .:*-]*\\]?|\\$(?:[A-Za-z_][\\w.:>-]*|\\(.*|\\{.*)|%[sdv(].*|%[A-Za-z_]+%|\\{[A-Za-z_ .:-]*\\d?\\}?|@\\w+)$',
  '^(?:null|nil|none|true|false|undefined|void|required|optional|string|str|text|number|int|integer|bool|boolean|any|unknown|object|never|bytes|default|empty|unset|todo|n/?a|tbd|off|on|yes|no|self|this)$',
  'your[-_ ]?|change[-_ ]?(?:me|it)|replace[-_ ]?(?:me|with)|example$|placeholder|redacted|\\.\\.\\.|…|insert[-_ ]|dummy|xxxx|\\*\\*\\*|fixme|<[a-z_ -]+>|_here$|-here$',
  'process\\.env|os\\.environ|getenv|\\$\\{[\\w.()[\\]:, -]*\\}|\\{\\{[^{}]*\\}\\}',
].join('|'), 'i');
const PLAIN = /^(?:none|string|str|text|test|empty|default|on|off|no|yes|any|self|this|int|void|null|true|false|object|number)$/i;

/** A variable, a call, a member, an interpolation. */
function isReference(value: string, quoted: boolean): boolean {
  if (quoted) return /^\w+\([^()]*\)$/.test(value) || /^#\{/.test(value);
  if (/^(?:\$|%\w+%|\{|&[a-z]|@\w|#\{|\(|\[)/.test(value)) return true;
  return (/^[\w$]+(?:\.[A-Za-z_$][\w$]*)+[!?;,]?$/.test(value) && !/\d{3}/.test(value)) || (/[({[]/.test(value) && !isCrossed(value)) || /^(?:new|await|typeof|function|class|async|return)$/.test(value);
}

/** Whether brackets cross, as in no source text; what is only opened or only closed may go on outside. */
export function isCrossed(value: string): boolean {
  const open: string[] = [];
  for (const sign of value) {
    if (sign === '(' || sign === '[' || sign === '{') open.push(sign);
    else if ((sign === ')' || sign === ']' || sign === '}') && open.length > 0 && CLOSES[open.pop() ?? ''] !== sign) return true;
  }
  return false;
}

const CLOSES: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** A path, a URL (whose own secrets other rules find), a file name. */
function isLocation(value: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]{1,15}:\/\/|\.{0,2}\/(?:[\w.@-]+\/)*[\w.@-]*$|~\/|[A-Za-z]:[\\/])/i.test(value) && !/^\/[A-Za-z0-9+/]{30,}={0,2}$/.test(value)
    || /^[\w./-]{1,80}\.(?:pem|key|crt|json|ya?ml|txt|env|py|js|ts|go|rs|rb|java|sh|md|html|conf|ini|toml|xml|php|c|h|cpp|cs)$/i.test(value);
}

function isNumber(value: string): boolean {
  return /^[-+]?[\d.,_]+(?:[eE][-+]?\d+)?(?:ms|s|m|h|d|px|kb|mb|gb|%)?$/i.test(value);
}

/** Letters and digits mixed as no name is, or a long run without a vowel pattern. */
export function looksLikeToken(value: string): boolean {
  if (value.length < 8 || /\s/.test(value)) return false;
  const digits = value.replace(/[^0-9]/g, '').length;
  const letters = value.replace(/[^A-Za-z]/g, '').length;
  if (digits >= 3 && letters >= 2 && value.length >= 12) return entropy(value) >= 2.2 && !isVersionLike(value) && !isDashedName(value);
  if (digits >= 2 && letters >= 4 && value.length >= 10) return entropy(value) >= 2.8 && !isDashedName(value);
  return value.length >= 16 && isGibberish(value);
}

function isVersionLike(value: string): boolean {
  return /^v?\d+(?:\.\d+)+(?:[-+][\w.]+)?$/.test(value) || /^\d{4}-\d\d-\d\d(?:[T ].*)?$/.test(value);
}

/** Words joined by `-`, `_` or `.`, some with a short number: `claude-sonnet-4-5`, `utf8_general_ci`. */
function isDashedName(value: string): boolean {
  return /^[A-Za-z]{0,20}\d{0,4}(?:[-_./:][A-Za-z]{2,20}\d{0,3}|[-_./:]\d{1,4}){1,12}$/.test(value) && /[A-Za-z]{3}/.test(value);
}

/** Letters that make no words. Ten letters are the least that can be told from a name. */
export function isGibberish(value: string): boolean {
  if (!/^[A-Za-z0-9+/=_.~-]{10,}$/.test(value)) return false;
  const { letters, mean } = rarity(value);
  return letters >= 10 && mean >= (letters < 16 ? 3.55 : 3.3);
}

function hasMix(value: string): boolean {
  return /[0-9]/.test(value) || /[^A-Za-z0-9_.\s-]/.test(value) && !/\s/.test(value);
}

/** Looks like source text: operators, member access, generics. */
function isCode(value: string): boolean {
  return /[(){}<>[\]|&;"'`]|::|->|=>|\?\.|^\W+$/.test(value) || /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+$/.test(value) || /^[A-Za-z_$]+\d?$/.test(value);
}

/** A sentence or a title: function words, a capital at the beginning, punctuation, markup. */
function isProse(value: string): boolean {
  return /^\s|\s$|^[A-Z][a-z]|[<>{}|]|[.,:;?]\s|[.?:]$/.test(value) || FUNCTION_WORD.test(value) || value.split(/\s+/).length > 8;
}

const FUNCTION_WORD = /(?:^|\s)(?:the|a|an|to|of|is|are|for|your|must|be|with|and|in|not|or|no|if|from|this|that|by|on|as|at|has|was|can|will|should)(?:\s|$)/i;

function isWords(value: string): boolean {
  return /^[A-Za-z][A-Za-z\s_.,:-]*$/.test(value);
}

/** `password: 'password'`, `apiKey: 'api_key'`: the value is the name again, or a name of the same kind. */
function repeatsName(value: string, name: string): boolean {
  if (/[^A-Za-z_ .-]/.test(value)) return false;
  const plain = value.toLowerCase().replace(/[^a-z]/g, '');
  const own = name.toLowerCase().replace(/[^a-z]/g, '');
  if (plain === '') return false;
  if (own.includes(plain) || (plain.includes(own) && own.length >= 8 && plain !== `my${own}`)) return true;
  return (/[_. ]|[a-z][A-Z]|^[A-Z][a-z]*$|^[a-z]+(?:-[a-z]+)+$/.test(value) && !/[a-z]-[A-Z]|[A-Z][a-z]+-/.test(value)) && KINDRED.test(plain);
}

const KINDRED = /^[a-z]{0,16}(?:password|passwd|pass|token|key|secret|credentials?|cookie|signature)[a-z]{0,8}$/;
