/** What a string looks like: a filler, a reference, a place, a number, a name, words, a token. Every test is bounded by its length. */

import { rarity } from './letters.ts';
import { distinct, entropy } from './text.ts';

/** Stands for a value instead of being one. */
export function isFiller(value: string): boolean {
  return FILLER.test(value) || !distinct(value, 3);
}

/** The same without the demand for different characters. */
export function isFillerText(value: string): boolean {
  return FILLER.test(value);
}

/** The same for places where whatever stands there is a secret, however short or plain. */
export function isPlaceholder(value: string): boolean {
  return FILLER.test(value) && !PLAIN.test(value);
}

const FILLER = new RegExp(
  [
    '^(?:[x*.\\-_#?•]+|x{3,}.*)$',
    '^(?:<.*|\\[[\\w .:*-]*\\]?|\\$(?:[A-Za-z_][\\w.:>-]*|\\(.*|\\{.*)|%[sdv(].*|%[A-Za-z_]+%|\\{[A-Za-z_ .:-]*\\d?\\}?|@\\w+)$',
    '^(?:null|nil|none|true|false|undefined|void|required|optional|string|str|text|number|int|integer|bool|boolean|any|unknown|object|never|bytes|default|empty|unset|todo|n/?a|tbd|off|on|yes|no|self|this|include|omit|same-origin|inherit|auto|prompt)$',
    'your[-_ ]?|change[-_ ]?(?:me|it)|replace[-_ ]?(?:me|with)|example$|placeholder|redacted|\\.\\.\\.|…|insert[-_ ]|dummy|xxxx|\\*\\*\\*|fixme|<[a-z_ -]+>|_here$|-here$|abcdefghij',
    'process\\.env|os\\.environ|getenv|\\$\\{[\\w.()[\\]:, \'"?|&+*/-]*\\}|\\{\\{[^{}]*\\}\\}',
  ].join('|'),
  'i',
);
const PLAIN =
  /^(?:none|string|str|text|test|empty|default|on|off|no|yes|any|self|this|int|void|null|true|false|object|number)$/i;

/** A variable, a call, a member, an interpolation, a flag, markup. */
export function isReference(value: string, quoted: boolean): boolean {
  if (quoted) return /^\w+\([^()]*\)$|^#\{|\{\}|\{:|^[<\\]|^\(\?/.test(value);
  if (/^(?:\$|%\w+%|\{|&[a-z]|@\w|#\{|\(|\[|:|!|--?[a-z]|<)|\?\./.test(value)) return true;
  if (/^(?:self|this|cls|super)\./.test(value)) return true;
  if (MEMBER.test(value)) return !looksLikeToken(value) || rarity(value).mean < 3.3;
  return (/[({[]/.test(value) && !isCrossed(value)) || /^(?:new|await|typeof|function|class|async|return)$/.test(value);
}

const MEMBER = /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+[!?;,]?$/;

/** Whether brackets cross, as in no source text; what is only opened or only closed may go on outside. */
export function isCrossed(value: string): boolean {
  const open: string[] = [];
  for (const sign of value) {
    if (sign === '(' || sign === '[' || sign === '{') open.push(sign);
    else if ((sign === ')' || sign === ']' || sign === '}') && open.length > 0 && CLOSES[open.pop() ?? ''] !== sign)
      return true;
  }
  return false;
}

const CLOSES: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** A path, a URL (whose own secrets other rules find), a file name. */
export function isLocation(value: string): boolean {
  return (
    (/^(?:[a-z][a-z0-9+.-]{1,15}:\/\/|\.{0,2}\/(?:[\w.@-]+\/)*[\w.@-]*$|~\/|[A-Za-z]:[\\/])/i.test(value) &&
      !(/^\/[A-Za-z0-9+/]{30,}={0,2}$/.test(value) && /\d/.test(value) && rarity(value).mean >= 3.3)) ||
    /^[\w./-]{1,80}\.(?:pem|key|crt|json|ya?ml|txt|env|py|js|ts|go|rs|rb|java|sh|md|html|conf|ini|toml|xml|php|c|h|cpp|cs)$/i.test(
      value,
    )
  );
}

export function isNumber(value: string): boolean {
  return /^[-+]?[\d.,_]+(?:e[-+]?\d+)?(?:ms|s|m|h|d|px|kb|mb|gb|%|u?l{0,2})?$|^0x[0-9a-f]{1,16}u?l{0,2}$/i.test(value);
}

/** Letters and digits mixed as no name is, or a long run without a vowel pattern. */
export function looksLikeToken(value: string): boolean {
  if (value.length < 8 || /\s/.test(value) || isName(value)) return false;
  const digits = value.replace(/[^0-9]/g, '').length;
  const letters = value.replace(/[^A-Za-z]/g, '').length;
  if (digits >= 3 && letters >= 2 && value.length >= 12)
    return entropy(value) >= 2.2 && !isVersionLike(value) && !isDashedName(value);
  if (digits >= 2 && letters >= 4 && value.length >= 10) return entropy(value) >= 2.8 && !isDashedName(value);
  return value.length >= 16 && isGibberish(value);
}

/** A name of code with a number in it: `hmacWithSHA384`, `Socks5Auth`, `uint32_t`. */
export function isName(value: string): boolean {
  if (!/^[A-Za-z_$][\w$]*$/.test(value)) return false;
  const digits = value.replace(/[^0-9]/g, '').length;
  return digits <= 6 && digits < value.length * 0.3 && rarity(value).mean < 2.9;
}

function isVersionLike(value: string): boolean {
  return /^v?\d+(?:\.\d+)+(?:[-+][\w.]+)?$/.test(value) || /^\d{4}-\d\d-\d\d(?:[T ].*)?$/.test(value);
}

/** Words joined by `-`, `_` or `.`, some with a short number: `claude-sonnet-4-5`, `utf8_general_ci`. */
export function isDashedName(value: string): boolean {
  return (
    /^[A-Za-z]{0,20}\d{0,4}(?:[-_./:][A-Za-z]{2,20}\d{0,3}|[-_./:]\d{1,4}){1,12}$/.test(value) &&
    /[A-Za-z]{3}/.test(value)
  );
}

/** Letters that make no words. Ten letters are the least that can be told from a name. */
export function isGibberish(value: string): boolean {
  if (!/^[A-Za-z0-9+/=_.~-]{10,}$/.test(value)) return false;
  const { letters, mean } = rarity(value);
  return letters >= 10 && mean >= (letters < 16 ? 3.55 : 3.3);
}

export function hasMix(value: string): boolean {
  return /[0-9]/.test(value) || (/[^A-Za-z0-9_.\s-]/.test(value) && !/\s/.test(value));
}

/** Looks like source text: operators, member access, generics. */
export function isCode(value: string): boolean {
  return (
    /[(){}<>[\]|&;"'`]|::|->|=>|\?\.|^\W+$/.test(value) ||
    /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+$/.test(value) ||
    /^[A-Za-z_$]+\d?$/.test(value)
  );
}

/** A sentence or a title: function words, a capital at the beginning, punctuation, markup. */
export function isProse(value: string): boolean {
  return (
    /^\s|\s$|^[A-Z][a-z]|[<>{}|]|[.,:;?]\s|[.?:]$/.test(value) ||
    FUNCTION_WORD.test(value) ||
    value.split(/\s+/).length > 8
  );
}

const FUNCTION_WORD =
  /(?:^|\s)(?:the|a|an|to|of|is|are|for|your|must|be|with|and|in|not|or|no|if|from|this|that|by|on|as|at|has|was|can|will|should)(?:\s|$)/i;

export function isWords(value: string): boolean {
  return /^[A-Za-z][A-Za-z\s_.,:-]*$/.test(value);
}
