/**
 * How much the name of a key says about its value: `strong` names hold a secret whatever it looks like, `medium` ones unless it reads like
 * words, `weak` ones only when it looks random.
 */

export type Strength = 'strong' | 'medium' | 'weak';

/** Words that wake the look at a key; each stands somewhere in the names that `strengthOf` knows. */
export const KEY_WORDS = [
  'pass',
  'pwd',
  'secret',
  'token',
  'key',
  'cred',
  'auth',
  'cookie',
  'signature',
  'jwt',
  'mnemonic',
  'salt',
  'seed',
  'webhook',
  'dsn',
  'hmac',
  'csrf',
  'xsrf',
  'verifier',
  'bundle_',
  'bindpw',
  'rootpw',
  'psk',
  '?code=',
  '&code=',
  '_pat',
  '-pat',
  '_sas',
  'sas_',
  'sas=',
  'sig=',
  '_sig',
  '_pin',
  '_otp',
  '_sid',
  'sid=',
  '_pw',
  'pw=',
  'pw:',
  '"pw',
  'sharedaccess',
  'connectionstring',
  'connection_string',
] as const;

const memory = new Map<string, Strength | 'none'>();

/** The strength of a name like `GITHUB_TOKEN`, `apiKey` or `private-key`, or nothing. */
export function strengthOf(name: string): Strength | undefined {
  const remembered = memory.get(name);
  if (remembered !== undefined) return remembered === 'none' ? undefined : remembered;
  const strength = judge(name);
  if (memory.size >= 4096) memory.clear();
  memory.set(name, strength ?? 'none');
  return strength;
}

/** Whether an object's whole value is a secret because of its key. A plural, a count, a path or an id is none. */
export function isSecretKey(name: string, value: unknown, more: readonly string[] = []): boolean {
  if (typeof value !== 'string' || value === '') return false;
  const lower = name.toLowerCase();
  if (more.some((key) => key.toLowerCase() === lower)) return true;
  if (name.length > 64) return false;
  return (
    lower === 'encrypted_content' ||
    (strengthOf(name) === 'strong' && isBare(value)) ||
    (strengthOf(name) !== undefined && WHOLE.test(lower) && isBare(value))
  );
}

/** One word of some length, not a sentence, a variable, a name of a type. */
function isBare(value: string): boolean {
  return (
    value.length >= 6 &&
    !/\s/.test(value) &&
    !/^(?:\$|<|\{\{|%|\*+$|\[redacted|\[dropped|true$|false$|null$|string$|none$)/i.test(value)
  );
}

const WHOLE =
  /^(?:authorization|cookie|set-cookie|proxy-authorization|x-api-key|signature|session_?token|access_?token|refresh_?token|id_?token|auth_?token|bearer)$/;

function judge(name: string): Strength | undefined {
  const parts = split(name);
  const last = parts[parts.length - 1] ?? '';
  const joined = parts.join('_');
  if (joined === 'code') return 'weak';
  if (/secret_id$/.test(joined)) return 'medium';
  if (/^bundle_.+_/.test(joined) && /__/.test(name)) return 'strong';
  if (NO_SECRET.has(last) || NOT_A_SECRET.test(joined)) return undefined;
  if (STRONG.test(joined)) return 'strong';
  if (MEDIUM.test(joined)) return 'medium';
  return WEAK.test(joined) ? 'weak' : undefined;
}

/** Lower-case parts of snake_case, kebab-case, camelCase and dotted names; digits at the end of a part are left off. */
function split(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((part) => part.replace(/[0-9]+$/, ''))
    .filter((part) => part !== '');
}

/** Last parts of names that say something about a secret instead of holding it. */
const NO_SECRET = new Set(
  (
    'id ids path paths file files filename dir url urls uri endpoint host name names username type types count counts limit limits usage used ' +
    'length len size field fields label text title placeholder policy format expiry expires expiration expired ttl at date time timestamp algorithm alg version ' +
    'prefix suffix regex regexp pattern validator validation class classes error errors err message msg input output env var vars variable provider manager service ' +
    'store storage factory handler mode method methods index column by required enabled disabled supported valid invalid present exists set list map item items ' +
    'event events code codes status state kind source target owner user users role roles page prompt hint help description desc docs link button form view ' +
    'reset change changed update updated rotation generator parser reader writer builder scanner stream budget bucket header headers cost price max min total left remaining ' +
    'spec schema model table ring chain ref reference arn region scope scopes middleware guard module plugin config options settings params args callback func ' +
    'fn function hook context object obj interface impl test tests spec mock example sample verify verified check checker checks match matches strength rules score within after before since until duration hours days minutes seconds timeout interval delay age window'
  ).split(' '),
);

/** Names that contain a key word but mean something else. */
const NOT_A_SECRET = new RegExp(
  [
    'public(?:_?key)?(?:_?token)?$',
    'pub_?key$',
    'tokens$',
    'secrets$',
    'tokeni[sz]',
    'keys$',
    'key_?(?:words?|boards?|down|up|press|of|frames?|map|code|name)',
    '(?:mon|hoc|tur|don|joc|whis)key',
    '(?:^|_)(?:primary|foreign|partition|sort|cache|object|row|map|idempotency|hot|short_?cut|group|unique|index|natural|composite|range|routing|message|record|entity|react|query|translation|i18n|locale|registry|meta|data|host|known|sub|parent|modifier|arrow|enter|escape|shift|ctrl|tab|up|down|any|press|on|field|column|storage|item|option|config|feature|state|bucket|s3|redis|dict|json|header|attribute|property|lookup|grouping|issue|project|dedupe|dedup)_?key$',
    '(?:^|_)(?:next|prev|previous|page|continuation|cursor|pagination|sync|resume|cancellation|cancel|stop|eos|bos|pad|unk|mask|sep|cls|end|start|current|peek|first|last|lookahead|operator|punctuation|keyword|identifier|string|lexer|syntax|close|open)_?(?:page_?)?token$',
    '(?:^|_)(?:input|output|cached?|prompt|completion|reasoning|thinking|total|max|num|n|read|write|creation)_?tokens?$',
    'author(?:s|ed|_|$)',
    'authority',
    'pass(?:ed|es|ing|ive|_?through|enger|port|age|able)',
    '(?:by|com|sur)_?pass',
    'secretary',
    'consignature',
    '(?:type|method|function|call)_?signature',
    '(?:^|_)(?:has|is|no|use|skip|require|requires|needs|with|without|show|hide|toggle|forgot|confirm_?your|enter_?your|generate|get|fetch|load|read|make|create|validate|verify|check|hash|compare|parse)_(?:.*_)?(?:password|secret|token|auth|key|cookie|credentials?)$',
    'auth_?type',
    'cookies?_?(?:jar|parser|banner|consent|policy)',
    'check_?sum',
    'integrity',
    '(?:file|commit|git|content|block|tx|build|chunk|asset|source|tree|blob|image|object|module)_?hash$',
    '(?:exit|status|error|country|zip|postal|area|char|language|lang|currency|response|return|http|region|source|byte|op|q|qr|bar)_?code$',
  ].join('|'),
);

const STRONG = new RegExp(
  'pass_?(?:word|wd|phrase|code|wort)|(?:^|_)(?:my|db|user|root|admin|mysql|pg|redis|sl|smtp|ftp|ssh|basic|http|sudo|ldap|git)?_?pass$|(?:^|_)[a-z]{0,8}pwd?$|secret|api_?key|access_?key|private_?key|signing_?key|encryption_?key|master_?key|auth_?key|account_?key|shared_?key|deploy_?key|service_?key|server_?key|license_?key|admin_?key|storage_?key|subscription_?key|app_?key|application_?key|consumer_?key|client_?key|session_?key|role_?key|shared_access|credential' +
    '|(?:access|auth|api|refresh|bearer|session|bot|personal|id|oauth|deploy|security|jwt|user|admin|app|registry|service|private)_?token|pass_?(?:in|out)$|store_?pass|key_?pass|require_?pass|master_?auth|mnemonic|seed_?phrase|connection_?string|(?:^|_)psk$|(?:^|_)dsn$',
);
const MEDIUM =
  /token$|(?:^|_)[a-z]*auth$|authorization|cookie|signature|(?:^|_)sig$|(?:^|_)jwt$|(?:^|_)sas$|(?:^|_)pat$|bearer|hmac$|hmac_?key$|(?:^|_)otp$|(?:^|_)pin$|salt$|seed$|webhook|nonce$|csrf|xsrf|verifier$|(?:^|_)sid$/;
const WEAK = /key$|(?:^|_)code$|consumer$|license$/;
