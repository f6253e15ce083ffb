/** What is known of programs: which run another, which have subcommands, which only prepare, which answer with their exit status. */

/** A number, a lock or a folder stands before the command that these run. */
const TAKES_OPERAND = /^(?:g?timeout|flock|direnv exec)$/;

/** Programs whose arguments are another command, and those of their options that take a value. `operands` stand before the command. */
export const WRAPPERS: ReadonlyMap<string, { readonly valued: ReadonlySet<string>; readonly operands: number }> =
  new Map(
    Object.entries({
      sudo: '-u -g -h -p -C -D',
      doas: '-u',
      env: '-u -C -S',
      timeout: '-k -s',
      gtimeout: '-k -s',
      nice: '-n',
      ionice: '-c -n',
      time: '-f -o',
      nohup: '',
      exec: '-a',
      builtin: '',
      command: '',
      stdbuf: '-i -o -e',
      setsid: '',
      unbuffer: '',
      xargs: '-n -P -I -L -d -s -a',
      watch: '-n',
      caffeinate: '-t -w',
      arch: '',
      flock: '-w -E',
      npx: '-p --package -w --workspace',
      pnpx: '-p --package',
      bunx: '-p --package',
      uvx: '--from --with -p --python',
      'npm exec': '-p --package -w --workspace',
      'npm x': '-p --package',
      'pnpm exec': '-C --dir --filter',
      'pnpm dlx': '--package',
      'yarn exec': '',
      'yarn dlx': '-p --package',
      'bun x': '',
      'uv run': '--with --extra --group --python -p --project --directory --env-file',
      'poetry run': '',
      'pdm run': '',
      'hatch run': '',
      'rye run': '',
      'pipenv run': '',
      'bundle exec': '',
      'direnv exec': '',
      'mise exec': '',
      'doppler run': '-p -c',
    }).map(([name, valued]) => [name, { valued: words(valued), operands: TAKES_OPERAND.test(name) ? 1 : 0 }]),
  );

/** Programs that only some of their subcommands make run another. */
export const RUNS_OTHERS: ReadonlySet<string> = new Set(
  [...WRAPPERS.keys()].filter((name) => name.includes(' ')).map((name) => name.slice(0, name.indexOf(' '))),
);

/** Words of the shell's own language that stand before a command. */
export const KEYWORDS: ReadonlySet<string> = words('then do else elif if while until ! { } fi done esac');

/** Words that begin what is no command. */
export const FLOW: ReadonlySet<string> = words('for case select function in');

export const SHELLS: ReadonlySet<string> = words('bash sh zsh dash ksh fish');

export const POWERSHELLS: ReadonlySet<string> = words('powershell pwsh');

/** Programs with subcommands, and those of their options that take a value before the subcommand. */
export const SUBCOMMANDS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    ...named(
      'cargo go mix rails dotnet deno composer brew apt apt-get dnf yum apk pacman snap conda flutter dart swift',
    ),
    ...named(
      'rustup gem bundle turbo nx helm systemctl launchctl wrangler vercel netlify supabase firebase flyctl fly',
    ),
    ...named('heroku prisma next vite ng expo hg svn jj aws gcloud az glab playwright cypress pulumi ansible buf dbt'),
    ...named('alembic django-admin pip pipx pdm hatch rye claude codex gemini hindcast docker-compose podman-compose'),
    ...named('cmake ruff biome husky lerna changeset react-native electron-builder tauri wasm-pack sqlx diesel op'),
    git: '-C -c --git-dir --work-tree --namespace',
    npm: '-w --workspace --prefix -C --loglevel',
    pnpm: '-C --dir -F --filter',
    yarn: '--cwd',
    bun: '--cwd',
    gh: '-R --repo',
    docker: '-H --host -c --context --config -l',
    podman: '',
    'docker compose': '-f --file -p --project-name --profile --env-file',
    kubectl: '-n --namespace --context --kubeconfig',
    terraform: '',
    uv: '--directory --project',
    poetry: '-C --directory',
    pipenv: '',
    make: '-C -f -j --directory --file',
    just: '-f -d',
    gradle: '-p -b',
    gradlew: '-p -b',
    mvn: '-f -pl -P',
    mvnw: '-f -pl -P',
    ant: '-f',
    rake: '-f',
    task: '-d -t',
  }).map(([program, valued]) => [program, words(valued)]),
);

/** Programs whose subcommands have subcommands. */
export const DEEPER: ReadonlySet<string> = words('gh aws');

/** Runners of targets and scripts that a project names itself: only usual names are told. */
export const RUNNERS: ReadonlySet<string> = words('make just gradle gradlew mvn mvnw ant rake task nx turbo');

export const USUAL_NAMES: ReadonlySet<string> = words(
  'all build check ci clean compile coverage deploy deps dev docs e2e fix fmt format format-check generate install lint ' +
    'migrate package prepare preview publish release run seed serve setup start storybook test tests typecheck type-check ' +
    'types unit validate verify watch',
);

/** What the runners of scripts of a package know themselves; any other word is the name of a script. */
export const PACKAGE_COMMANDS: ReadonlySet<string> = words(
  'access add approve-builds audit bin cache ci config create dedupe deploy deprecate dist-tag dlx doctor exec explain fetch ' +
    'fund import info init install link list login logout ls outdated pack patch pkg ping prefix prune publish rebuild remove ' +
    'repo root run search setup store uninstall unlink update upgrade version view why workspace workspaces x',
);

/** Only prepares what the line is about. */
export const PREAMBLES: ReadonlySet<string> = words(
  'cd pushd popd export set unset source shopt alias trap true local declare typeset readonly ulimit umask set-location ' +
    'set-strictmode wait sleep start-sleep',
);

/** Is what the line is about only when nothing else stands in it. */
export const MINOR: ReadonlySet<string> = new Set([
  ...words(
    'echo printf mkdir touch ls pwd cat head tail date test rm chmod kill pkill killall which type read wc sort uniq tee',
  ),
  ...words('exit false return break continue write-host write-output get-content new-item remove-item jq tr cut'),
  'command -v',
  'git add',
  'git fetch',
]);

/** Fails seldom, and says so. */
export const OUTSPOKEN: ReadonlySet<string> = words(
  'cd pushd popd export set unset source true echo printf pwd sleep mkdir ls cat head tail wc date touch sort uniq',
);

/** Exit statuses by which a program answers a question. */
export const ANSWERS: ReadonlyMap<string, readonly number[]> = new Map([
  // 123 is what xargs makes of it.
  ...all('grep egrep fgrep zgrep rg ugrep ag ack', [1, 123]),
  ...all('diff cmp colordiff sdiff diff3 zdiff', [1]),
  ...all('test [ which type where expr let pgrep pkill pidof ps lsof fuser findstr fc mountpoint', [1]),
  ...all('systemctl service', [3]),
  ['command -v', [1]],
  ['git grep', [1]],
  // Status 2 is that of `--check`.
  ['git diff', [1, 2]],
  ['git diff-index', [1]],
  ['git diff-files', [1]],
  ['git merge-base', [1]],
  ['git check-ignore', [1]],
  ['git config', [1]],
  ['git rev-parse', [1]],
  ['git show-ref', [1]],
  ['git symbolic-ref', [1]],
  ['git ls-remote', [2]],
  ['npm outdated', [1]],
  ['pnpm outdated', [1]],
  ['yarn outdated', [1]],
  ['terraform plan', [2]],
  ['systemctl is-active', [1, 3, 4]],
  ['systemctl is-enabled', [1, 3, 4]],
  ['systemctl status', [3]],
  ['jq', [1, 4]],
  ['getent', [2]],
  ['pg_isready', [1, 2]],
]);

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}

function named(text: string): Record<string, string> {
  return Object.fromEntries(text.split(' ').map((name) => [name, '']));
}

function all(text: string, codes: readonly number[]): (readonly [string, readonly number[]])[] {
  return text.split(' ').map((name) => [name, codes] as const);
}
