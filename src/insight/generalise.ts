/** One line of a message without what differs from place to place: paths, numbers, ids, quoted names. Doing it again changes nothing. */

const LONGEST_LINE = 400;
export const LONGEST_TEMPLATE = 160;

/** The pattern can only be found in a line that holds a character of each of the signs. */
type Rule = readonly [pattern: RegExp, placeholder: string, ...signs: Sign[]];

/** Most lines hold few of these, and to look for all of them at once costs less than to try one pattern. */
const SIGNS = {
  digit: '0123456789',
  capital: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  slash: '/\\',
  colon: ':',
  dash: '-',
  dot: '.',
  stop: '.!',
  star: '*',
  plus: '+',
  quote: '"\'`“‘',
  angle: '<',
  '@ or [': '@[',
  'digit or [': '0123456789[',
} as const;
type Sign = keyof typeof SIGNS;

const EXTENSIONS =
  'ts|tsx|js|jsx|mjs|cjs|mts|py|rb|go|rs|java|kt|c|h|cc|cpp|hpp|cs|ex|exs|php|swift|scala|sh|ps1|sql|md|mdx|txt|json|jsonl|toml|' +
  'ya?ml|xml|html|css|scss|lock|log|csv|ini|cfg|conf|env|ipynb|vue|svelte|wasm|so|dll|exe|zip|gz|tar|png|jpg|svg|pdf';
const UNITS = 'ms|s|sec|seconds?|m|min|minutes?|h|hours?|k?b|[kmgt]i?b|bytes|tokens|%';
/** A thing whose name stands beside it without quotes, when one of the VERBS follows. */
const NAMED = 'branch|remote|host|user|database|container|image|tag';
const VERBS = "(?:is|has|was|does|doesn't|not|already|cannot|could|exists)\\b";
/** What a path is made of, besides the signs between folders. */
const PART = String.raw`[\w.@~+*$%{}[\]=,-]`;

/** Each sees what the ones before it left. */
const RULES: readonly Rule[] = [
  // A shell's own name before what it says.
  [/^(?:\(eval\)|(?:\/[\w/]{1,40}\/)?(?:ba|z|da|k)?sh)(?:: -c)?(?::? line)?(?::? ?\d{1,7})?: /, '', 'colon'],
  [/^([\w.+-]{1,60}): (?:command )?not found$/, 'command not found: $1', 'colon'],
  [/\bfollowed by: [^\n]{1,400}/, 'followed by: <name>', 'colon'],
  [
    /\b(unknown (?:flag|option|command|argument)s?|unrecognized (?:option|argument)s?|no such option|no matches found):? [^\s<][^\s]{0,200}/i,
    '$1: <name>',
  ],
  [
    /^([\w.+-]{1,30}): [^:<\n]{1,300}: (no such file|permission denied|is a directory|not a directory)/i,
    '$1: <path>: $2',
    'colon',
  ],
  [/\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'`<>)\]]{1,400}/gi, '<url>', 'colon', 'slash'],
  [/\[redacted:email\]|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}/g, '<email>', '@ or ['],
  [/\[redacted:ip\]|(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])/g, '<ip>', 'digit or ['],
  [
    /(?<!\w)"[^"]{0,300}"|(?<!\w)'[^']{0,300}'(?!\w)|(?<!\w)`[^`]{0,300}`|“[^”]{0,300}”|‘[^’]{0,300}’/g,
    '<name>',
    'quote',
  ],
  [/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi, '<id>', 'dash'],
  [/\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?\b/g, '<time>', 'digit', 'dash'],
  [/\b\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\b/g, '<time>', 'digit', 'colon'],
  // A path with a folder, and the line and column behind it; then files that are named by their extension alone.
  [
    new RegExp(
      `(?<![\\w<])(?:[A-Za-z]:)?${PART}{0,80}(?:[/\\\\]${PART}{1,100}){1,40}[/\\\\]?(?::\\d{1,7}){0,2}(?![>\\w])`,
      'g',
    ),
    '<path>',
    'slash',
  ],
  [
    new RegExp(`(?<![\\w<.])[\\w@*-]{1,80}(?:\\.[\\w-]{1,30}){0,3}\\.(?:${EXTENSIONS})\\b(?::\\d{1,7}){0,2}`, 'g'),
    '<path>',
    'dot',
  ],
  [new RegExp(`(?<![\\w-])(${NAMED}) (?!${VERBS})[\\w.*-]{1,100}(?= ${VERBS})`, 'gi'), '$1 <name>'],
  [/\bU\+[0-9A-F]{4,6}\b/g, '<n>', 'plus'],
  [/\b0x[0-9a-f]{1,32}\b|\b(?=[0-9a-f]{0,40}\d)(?=\d{0,40}[a-f])[0-9a-f]{7,64}\b/gi, '<id>', 'digit'],
  // Random ids: letters and digits by turns.
  [/\b(?=[A-Za-z_-]{0,200}\d)(?=[\d_-]{0,200}[A-Za-z])[\w-]{20,200}\b/g, '<id>', 'digit'],
  [/\*\*\*/g, '<name>', 'star'],
  [
    new RegExp(`(?<![\\w<.-])[+-]?\\d[\\d,_]{0,30}(?:\\.\\d{1,30}){0,4}(?: ?(?:${UNITS})(?!\\w))?(?![\\w>])`, 'gi'),
    '<n>',
    'digit',
  ],
  [/(<(?:path|name|n|id|url)>)(?:[\s,;|:]{1,4}(?:(?:and|or) )?\1){1,60}/g, '$1', 'angle'],
  [/\s{2,400}/g, ' '],
  // What follows the first sentence advises, or tells where.
  [/^([^\n]{15,300}?[.!]) [A-Z][^\n]{0,400}$/, '$1', 'stop', 'capital'],
  [/[\s.…:;,]{1,400}$/, ''],
];

/** Numbers that name the failure. */
const TELLING_NUMBER = /(?:\bHTTP(?:\/\d)?|\bstatus(?: code)?:?|\bcurl: \(|returned error:) ?$/i;

/** `steps` are all rules, whatever they ask for, where a test says so. */
export function generalise(line: string, steps = STEPS): string {
  let left = line.slice(0, LONGEST_LINE).replace(CONTROL, ' ');
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = left;
    left = once(left, steps);
    if (left === before) break;
  }
  return left;
}

/** A line settles after two rounds; texts made to be odd take a few more. */
const MOST_ROUNDS = 12;

/** No rule brings one in. */
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

function once(line: string, steps: typeof STEPS): string {
  let left = line.trim();
  let held = signsIn(left);
  for (const { pattern, placeholder, signs, brings } of steps) {
    if ((held & signs) !== signs) continue;
    const before = left;
    left = placeholder === '<n>' ? withoutNumbers(left, pattern) : left.replace(pattern, placeholder);
    if (left !== before) held |= brings;
  }
  return cutWhole(left);
}

const NAMES = Object.keys(SIGNS);

/** The signs that each character of ASCII is one of, as a set of bits; the last for all other characters. */
const OTHER = 128;
const BITS = new Uint16Array(OTHER + 1);
Object.values(SIGNS).forEach((characters, sign) => {
  for (const character of characters) {
    const code = Math.min(character.charCodeAt(0), OTHER);
    BITS[code] = (BITS[code] ?? 0) | (1 << sign);
  }
});

function signsIn(line: string): number {
  // Asked for once: V8 keeps strings in many forms, which makes this question slower than to read a character.
  const { length } = line;
  let held = 0;
  for (let at = 0; at < length; at++) held |= BITS[Math.min(line.charCodeAt(at), OTHER)] ?? 0;
  return held;
}

/** The rules. As sets of bits: the signs that each asks for, and those that its placeholder may bring into a line. */
export const STEPS = RULES.map(([pattern, placeholder, ...signs]) => ({
  pattern,
  placeholder,
  signs: signs.reduce((bits, sign) => bits | (1 << NAMES.indexOf(sign)), 0),
  brings: signsIn(placeholder),
}));

function withoutNumbers(line: string, pattern: RegExp): string {
  return line.replace(pattern, (number: string, at: number) =>
    TELLING_NUMBER.test(line.slice(Math.max(0, at - 24), at)) ? number : '<n>',
  );
}

/** At most `LONGEST_TEMPLATE` characters, no half placeholder and no half surrogate pair at the end. */
function cutWhole(text: string): string {
  if (text.length <= LONGEST_TEMPLATE) return text;
  let cut = text.slice(0, LONGEST_TEMPLATE);
  const open = cut.lastIndexOf('<');
  if (open > LONGEST_TEMPLATE - 8 && !cut.includes('>', open)) cut = cut.slice(0, open);
  const last = cut.charCodeAt(cut.length - 1);
  return (last >= 0xd800 && last <= 0xdbff ? cut.slice(0, -1) : cut).trimEnd();
}
