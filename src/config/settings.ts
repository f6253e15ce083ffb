/** The one table of settings. Files, environment variables, `hindcast config` and the reference page derive from it. */

/** `size` accepts `100MB` and is a number of bytes; `list` is a JSON list or, in a variable, texts with commas between. */
export type SettingType = 'text' | 'path' | 'integer' | 'size' | 'boolean' | 'list';

export type Setting = {
  readonly type: SettingType;
  /** `null`: not set, or found out at run time (`help` says how). */
  readonly default: string | number | boolean | readonly string[] | null;
  readonly env: string;
  /** The flag, on the commands that take it, that wins over everything else. */
  readonly flag?: string;
  readonly help: string;
  /** Never printed: the value is a secret. */
  readonly hidden?: boolean;
  /** Not taken from a project's file: a repository that was only cloned must not move the log or weaken redaction. */
  readonly userOnly?: boolean;
};

const NONE: readonly string[] = [];

export const SETTINGS = {
  home: {
    type: 'path',
    default: null,
    env: 'HINDCAST_HOME',
    userOnly: true,
    help: "Folder of everything that Hindcast stores. Default: the platform's data folder.",
  },
  disabled: {
    type: 'boolean',
    default: false,
    env: 'HINDCAST_DISABLED',
    help: 'Switches all recording off. DO_NOT_TRACK=1 and TELEMETRY_ENABLED=false do the same.',
  },
  timezone: {
    type: 'text',
    default: null,
    env: 'HINDCAST_TIMEZONE',
    flag: 'tz',
    help: "IANA time zone that decides where a day begins. Default: the system's.",
  },
  'report.since': {
    type: 'text',
    default: '7d',
    env: 'HINDCAST_REPORT_SINCE',
    flag: 'since',
    help: 'How far back reports look: 12h, 7d, 2w, a date, or all.',
  },
  'log.maxDays': {
    type: 'integer',
    default: null,
    env: 'HINDCAST_LOG_MAX_DAYS',
    help: 'Days that `hindcast prune` keeps when it is not told otherwise. Default: all.',
  },
  'log.maxBytes': {
    type: 'size',
    default: null,
    env: 'HINDCAST_LOG_MAX_BYTES',
    help: 'Size of the log that `hindcast prune` keeps to, as 500MB. Default: no limit.',
  },
  'import.parallel': {
    type: 'boolean',
    default: true,
    env: 'HINDCAST_IMPORT_PARALLEL',
    help: 'Reads large imports on several cores.',
  },
  'usage.csv': {
    type: 'path',
    default: null,
    env: 'HINDCAST_USAGE_CSV',
    help: 'Table of model usage, as .telemetry/usage.csv, to which `hindcast log usage` adds a row. Default: that one, where it exists.',
  },
  'outcomes.git': {
    type: 'boolean',
    default: true,
    env: 'HINDCAST_OUTCOMES_GIT',
    help: 'Asks git, for reports about sessions, which commits they led to and what became of them.',
  },
  'engine.memoryLimit': {
    type: 'text',
    default: '512MB',
    env: 'HINDCAST_ENGINE_MEMORY_LIMIT',
    help: 'Memory that the SQL engine may use before it spills to the cache folder.',
  },
  'engine.threads': {
    type: 'integer',
    default: null,
    env: 'HINDCAST_ENGINE_THREADS',
    help: 'Threads of the SQL engine. Default: one per core.',
  },
  'redaction.literals': {
    type: 'list',
    default: NONE,
    env: 'HINDCAST_REDACTION_LITERALS',
    hidden: true,
    help: 'Texts that are always redacted: names of customers, internal hosts, passwords.',
  },
  'redaction.patterns': {
    type: 'list',
    default: NONE,
    env: 'HINDCAST_REDACTION_PATTERNS',
    help: 'Regular expressions whose matches are redacted.',
  },
  'redaction.keys': {
    type: 'list',
    default: NONE,
    env: 'HINDCAST_REDACTION_KEYS',
    help: 'Keys of objects whose values are redacted, whatever they hold.',
  },
  'redaction.allow': {
    type: 'list',
    default: NONE,
    env: 'HINDCAST_REDACTION_ALLOW',
    userOnly: true,
    help: 'Texts that are kept although a rule matches them (documented example keys).',
  },
  'redaction.pseudonyms': {
    type: 'boolean',
    default: false,
    env: 'HINDCAST_PSEUDONYMS',
    help: 'Stores stable pseudonyms instead of user names, repository names and paths.',
  },
  'redaction.pseudonymKey': {
    type: 'text',
    default: null,
    env: 'HINDCAST_REDACTION_PSEUDONYM_KEY',
    hidden: true,
    userOnly: true,
    help: 'Key of a team: equal names then get equal pseudonyms on every machine. Default: a random key of this installation.',
  },
  'sync.branch': {
    type: 'text',
    default: 'devtools-telemetry',
    env: 'HINDCAST_SYNC_BRANCH',
    help: 'Branch through which `hindcast sync` shares.',
  },
  'sync.sourceDir': {
    type: 'text',
    default: 'devtools-telemetry',
    env: 'HINDCAST_SYNC_SOURCE_DIR',
    help: 'Folder of the project in which other tools leave what is to be shared.',
  },
  'sync.worktreeDir': {
    type: 'text',
    default: null,
    env: 'HINDCAST_SYNC_WORKTREE_DIR',
    help: 'Worktree that shows the branch, seen from the folder that holds the project. Default: <project>-telemetry.',
  },
  'sync.remote': {
    type: 'text',
    default: null,
    env: 'HINDCAST_SYNC_REMOTE',
    flag: 'remote',
    help: 'The one remote of git that is shared through. Default: the only one.',
  },
  'sync.maxFileBytes': {
    type: 'size',
    default: 1_000_000,
    env: 'HINDCAST_SYNC_MAX_FILE_BYTES',
    help: 'Larger files of other tools are not shared.',
  },
  'sync.share': {
    type: 'text',
    default: 'metrics',
    env: 'HINDCAST_SYNC_SHARE',
    userOnly: true,
    help: 'What `hindcast sync` shares: metrics (no text, no path, no command) or redacted (texts as well, redacted once more).',
  },
  'sync.developer': {
    type: 'text',
    default: null,
    env: 'HINDCAST_SYNC_DEVELOPER',
    userOnly: true,
    help: 'Name under which facts are shared. Default: a pseudonym made from a random key of this installation.',
  },
  'prices.file': {
    type: 'path',
    default: null,
    env: 'HINDCAST_PRICES_FILE',
    help: 'JSON file with prices of your own, in US dollars per million tokens.',
  },
} as const satisfies Record<string, Setting>;

export type SettingKey = keyof typeof SETTINGS;

/** Older and foreign variables that switch recording off as well; `off` is the value that does. */
export const ALSO_DISABLE = [
  { env: 'DO_NOT_TRACK', off: (value: string) => !/^(0|false|no|off)$/i.test(value) },
  { env: 'TELEMETRY_ENABLED', off: (value: string) => /^(0|false|no|off)$/i.test(value) },
] as const;

type Stored = { text: string; path: string; integer: number; size: number; boolean: boolean; list: readonly string[] };
/** Settings that are found out at run time when nobody set them: never null. */
type Resolved = 'home' | 'timezone';

export type SettingValue<K extends SettingKey> =
  | Stored[(typeof SETTINGS)[K]['type']]
  | (K extends Resolved ? never : (typeof SETTINGS)[K]['default'] extends null ? null : never);

export function isSettingKey(name: string): name is SettingKey {
  return Object.hasOwn(SETTINGS, name);
}
