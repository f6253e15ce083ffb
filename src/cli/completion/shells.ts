/** Writes completion scripts. Every word is quoted for its shell: a help text can hold anything. */

export type FlagEntry = {
  readonly name: string;
  readonly help: string;
  readonly takesValue: boolean;
  readonly choices: readonly string[];
};
export type Entry = {
  readonly name: string;
  readonly summary: string;
  readonly words: readonly string[];
  readonly flags: readonly FlagEntry[];
};

export const SHELLS = { bash, zsh, fish } as const;

export function isShell(name: string): name is keyof typeof SHELLS {
  return Object.hasOwn(SHELLS, name);
}

function bash(entries: readonly Entry[]): string {
  const names = entries.map(({ name }) => name);
  const cases = entries.map(
    (entry) => `    ${entry.name}) words=${quoted([...entry.words, ...flagWords(entry)].join(' '))} ;;`,
  );
  const values = choiceEntries(entries).map(
    ([flag, choices]) => `    --${flag}) COMPREPLY=($(compgen -W ${quoted(choices.join(' '))} -- "$word")); return ;;`,
  );
  return [
    '# Completion of hindcast for bash.',
    '_hindcast() {',
    '  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} words=""',
    '  case "$before" in',
    ...values,
    '    -o|--output|--file|--path) COMPREPLY=($(compgen -f -- "$word")); return ;;',
    '  esac',
    `  if [ "$COMP_CWORD" -eq 1 ]; then COMPREPLY=($(compgen -W ${quoted([...names, '--help', '--version'].join(' '))} -- "$word")); return; fi`,
    '  case "${COMP_WORDS[1]}" in',
    ...cases,
    '  esac',
    '  COMPREPLY=($(compgen -W "$words" -- "$word"))',
    '}',
    'complete -o default -F _hindcast hindcast',
    '',
  ].join('\n');
}

function zsh(entries: readonly Entry[]): string {
  const cases = entries.map((entry) => {
    const flags = entry.flags.map((flag) => `      ${quoted(zshFlag(flag))}`);
    const words = entry.words.length === 0 ? `'*:file:_files'` : quoted(`*:word:(${entry.words.join(' ')})`);
    return [
      `    ${entry.name}) _arguments \\`,
      ...[...flags, `      ${words}`].map((line, index, all) => line + (index < all.length - 1 ? ' \\' : '')),
      '      ;;',
    ].join('\n');
  });
  return [
    '#compdef hindcast',
    '# Completion of hindcast for zsh.',
    '_hindcast() {',
    '  local -a commands',
    '  commands=(',
    ...entries.map(({ name, summary }) => `    ${quoted(`${name}:${summary.replaceAll(':', '\\:')}`)}`),
    '  )',
    '  if (( CURRENT == 2 )); then',
    "    _describe 'command' commands",
    '    return',
    '  fi',
    '  local command=${words[2]}',
    '  shift words',
    '  (( CURRENT-- ))',
    '  case "$command" in',
    ...cases,
    '  esac',
    '}',
    'if [ "$funcstack[1]" = "_hindcast" ]; then _hindcast "$@"; else compdef _hindcast hindcast; fi',
    '',
  ].join('\n');
}

function zshFlag({ name, help, takesValue, choices }: FlagEntry): string {
  const said = help.replace(/[[\]:\\]/g, '\\$&');
  const value = !takesValue
    ? ''
    : choices.length > 0
      ? `:value:(${choices.join(' ')})`
      : FILE_FLAGS.has(name)
        ? ':file:_files'
        : ':value:';
  return `--${name}${takesValue ? '=' : ''}[${said}]${value}`;
}

function fish(entries: readonly Entry[]): string {
  const lines = ['# Completion of hindcast for fish.', 'complete -c hindcast -f'];
  for (const { name, summary, words, flags } of entries) {
    lines.push(`complete -c hindcast -n __fish_use_subcommand -a ${fishQuoted(name)} -d ${fishQuoted(summary)}`);
    const inside = `-n ${fishQuoted(`__fish_seen_subcommand_from ${name}`)}`;
    if (words.length > 0) lines.push(`complete -c hindcast ${inside} -a ${fishQuoted(words.join(' '))}`);
    for (const flag of flags) {
      const value = !flag.takesValue
        ? ''
        : flag.choices.length > 0
          ? ` -x -a ${fishQuoted(flag.choices.join(' '))}`
          : FILE_FLAGS.has(flag.name)
            ? ' -r -F'
            : ' -x';
      lines.push(`complete -c hindcast ${inside} -l ${flag.name}${value} -d ${fishQuoted(flag.help)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

const FILE_FLAGS: ReadonlySet<string> = new Set(['output', 'file', 'path']);

function flagWords({ flags }: Entry): string[] {
  return flags.map(({ name }) => `--${name}`);
}

function choiceEntries(entries: readonly Entry[]): [string, readonly string[]][] {
  const found = new Map<string, Set<string>>();
  for (const { name, choices } of entries.flatMap(({ flags }) => flags)) {
    if (choices.length > 0) found.set(name, new Set([...(found.get(name) ?? []), ...choices]));
  }
  return [...found].map(([name, choices]) => [name, [...choices]]);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function fishQuoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
