/** One line of a message without what differs from place to place: paths, numbers, ids, quoted names. Doing it again changes nothing. */

const LONGEST_LINE = 400;
export const LONGEST_TEMPLATE = 160;

type Rule = readonly [pattern: RegExp, placeholder: string];

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
  [/^(?:\(eval\)|(?:\/[\w/]{1,40}\/)?(?:ba|z|da|k)?sh)(?:: -c)?(?::? line)?(?::? ?\d{1,7})?: /, ''],
  [/^([\w.+-]{1,60}): (?:command )?not found$/, 'command not found: $1'],
  [/\bfollowed by: [^\n]{1,400}/, 'followed by: <name>'],
  [
    /\b(unknown (?:flag|option|command|argument)s?|unrecognized (?:option|argument)s?|no such option|no matches found):? [^\s<][^\s]{0,200}/i,
    '$1: <name>',
  ],
  [
    /^([\w.+-]{1,30}): [^:<\n]{1,300}: (no such file|permission denied|is a directory|not a directory)/i,
    '$1: <path>: $2',
  ],
  [/\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'`<>)\]]{1,400}/gi, '<url>'],
  [/\[redacted:email\]|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}/g, '<email>'],
  [/\[redacted:ip\]|(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])/g, '<ip>'],
  [/(?<!\w)"[^"]{0,300}"|(?<!\w)'[^']{0,300}'(?!\w)|(?<!\w)`[^`]{0,300}`|“[^”]{0,300}”|‘[^’]{0,300}’/g, '<name>'],
  [/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi, '<id>'],
  [/\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?\b/g, '<time>'],
  [/\b\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\b/g, '<time>'],
  // A path with a folder, and the line and column behind it; then files that are named by their extension alone.
  [
    new RegExp(
      `(?<![\\w<])(?:[A-Za-z]:)?${PART}{0,80}(?:[/\\\\]${PART}{1,100}){1,40}[/\\\\]?(?::\\d{1,7}){0,2}(?![>\\w])`,
      'g',
    ),
    '<path>',
  ],
  [
    new RegExp(`(?<![\\w<.])[\\w@*-]{1,80}(?:\\.[\\w-]{1,30}){0,3}\\.(?:${EXTENSIONS})\\b(?::\\d{1,7}){0,2}`, 'g'),
    '<path>',
  ],
  [new RegExp(`(?<![\\w-])(${NAMED}) (?!${VERBS})[\\w.*-]{1,100}(?= ${VERBS})`, 'gi'), '$1 <name>'],
  [/\bU\+[0-9A-F]{4,6}\b/g, '<n>'],
  [/\b0x[0-9a-f]{1,32}\b|\b(?=[0-9a-f]{0,40}\d)(?=\d{0,40}[a-f])[0-9a-f]{7,64}\b/gi, '<id>'],
  // Random ids: letters and digits by turns.
  [/\b(?=[A-Za-z_-]{0,200}\d)(?=[\d_-]{0,200}[A-Za-z])[\w-]{20,200}\b/g, '<id>'],
  [/\*\*\*/g, '<name>'],
  [
    new RegExp(`(?<![\\w<.-])[+-]?\\d[\\d,_]{0,30}(?:\\.\\d{1,30}){0,4}(?: ?(?:${UNITS})(?!\\w))?(?![\\w>])`, 'gi'),
    '<n>',
  ],
  [/(<(?:path|name|n|id|url)>)(?:[\s,;|:]{1,4}(?:(?:and|or) )?\1){1,60}/g, '$1'],
  [/\s{2,400}/g, ' '],
  // What follows the first sentence advises, or tells where.
  [/^([^\n]{15,300}?[.!]) [A-Z][^\n]{0,400}$/, '$1'],
  [/[\s.…:;,]{1,400}$/, ''],
];

/** Numbers that name the failure. */
const TELLING_NUMBER = /(?:\bHTTP(?:\/\d)?|\bstatus(?: code)?:?|\bcurl: \(|returned error:) ?$/i;

export function generalise(line: string): string {
  let left = line.slice(0, LONGEST_LINE);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = left;
    left = once(left);
    if (left === before) break;
  }
  return left;
}

/** A line settles after two rounds; texts made to be odd take a few more. */
const MOST_ROUNDS = 12;

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

function once(line: string): string {
  let left = line.replaceAll(CONTROL, ' ').trim();
  for (const [pattern, placeholder] of RULES) {
    left = placeholder === '<n>' ? withoutNumbers(left, pattern) : left.replace(pattern, placeholder);
  }
  return cutWhole(left);
}

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
