/**
 * What is known on this machine to be secret or personal, so that it is found without any rule: values of secret environment variables, the
 * names of the user and the machine. It is held in memory only.
 */

import type { Environment } from '../config/environment.ts';
import { strengthOf } from './keys.ts';
import { isFiller, looksLikeToken } from './shape.ts';

export type Known = {
  /** Secrets, in all the forms in which they may be written. */
  readonly knownValues: readonly string[];
  /** Names: hidden in texts and paths, kept in names of repositories, branches and tools. */
  readonly names: readonly string[];
};

export type More = {
  /** Variables besides the well-known ones; those whose names mark no secret are passed over. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
  /** `git config user.name` and `user.email`. */
  readonly gitName?: string;
  readonly gitEmail?: string;
};

/** Shorter values stand in too many places for another reason. */
const SHORTEST_SECRET = 8;
const SHORTEST_NAME = 4;

/** Variables that hold secrets on the machines of developers. */
const VARIABLES = (
  'ANTHROPIC_API_KEY ANTHROPIC_AUTH_TOKEN OPENAI_API_KEY GEMINI_API_KEY GOOGLE_API_KEY MISTRAL_API_KEY GROQ_API_KEY XAI_API_KEY DEEPSEEK_API_KEY OPENROUTER_API_KEY ' +
  'HF_TOKEN HUGGING_FACE_HUB_TOKEN REPLICATE_API_TOKEN COHERE_API_KEY PERPLEXITY_API_KEY TAVILY_API_KEY GITHUB_TOKEN GH_TOKEN GITHUB_PAT GITLAB_TOKEN GL_TOKEN BITBUCKET_TOKEN NPM_TOKEN ' +
  'NODE_AUTH_TOKEN PYPI_TOKEN TWINE_PASSWORD UV_PUBLISH_TOKEN CARGO_REGISTRY_TOKEN DOCKER_PASSWORD DOCKERHUB_TOKEN AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AZURE_CLIENT_SECRET ' +
  'DIGITALOCEAN_TOKEN CLOUDFLARE_API_TOKEN VERCEL_TOKEN NETLIFY_AUTH_TOKEN FLY_API_TOKEN HEROKU_API_KEY SENTRY_AUTH_TOKEN DATADOG_API_KEY DD_API_KEY NEW_RELIC_LICENSE_KEY SLACK_TOKEN ' +
  'SLACK_BOT_TOKEN DISCORD_TOKEN TELEGRAM_BOT_TOKEN STRIPE_SECRET_KEY STRIPE_API_KEY TWILIO_AUTH_TOKEN SENDGRID_API_KEY LINEAR_API_KEY NOTION_TOKEN JIRA_API_TOKEN PGPASSWORD MYSQL_PWD ' +
  'POSTGRES_PASSWORD DATABASE_PASSWORD DB_PASSWORD REDIS_PASSWORD SECRET_KEY JWT_SECRET SESSION_SECRET VAULT_TOKEN CONSUL_HTTP_TOKEN SSHPASS'
).split(' ');

/** Names that many machines share and that are ordinary words in texts. */
const COMMON = new Set(
  (
    'root user users admin administrator node ubuntu debian runner test tests tester build builder main home docker guest default vscode vagrant jenkins gitlab github actions circleci ' +
    'codespace coder local localhost developer develop devel dev web www data work code master server client service system name demo public shared macbook desktop laptop'
  ).split(' '),
);

export function knownValuesOf(environment: Environment, more: More = {}): Known {
  const values = new Set<string>();
  for (const name of VARIABLES) addSecret(values, environment.variable(name));
  for (const [name, value] of Object.entries(more.variables ?? {})) {
    if (strengthOf(name) !== undefined && strengthOf(name) !== 'weak') addSecret(values, value);
  }
  const names = new Set<string>();
  const folder = environment.homeDir
    .split(/[\\/]/)
    .filter((part) => part !== '')
    .at(-1);
  for (const name of [
    environment.user.name,
    folder,
    environment.user.hostname,
    environment.user.hostname?.split('.')[0],
    more.gitEmail,
    more.gitName,
  ]) {
    if (name !== undefined && name.length >= SHORTEST_NAME && !COMMON.has(name.toLowerCase())) names.add(name);
  }
  return { knownValues: [...values].flatMap(formsOf), names: [...names] };
}

function addSecret(values: Set<string>, value: string | undefined): void {
  if (
    value !== undefined &&
    value.length >= SHORTEST_SECRET &&
    value.length <= 4096 &&
    !isFiller(value) &&
    !/^(?:\/|[a-z]+$|\d+$)/.test(value)
  )
    values.add(value);
  else if (value !== undefined && looksLikeToken(value)) values.add(value);
}

/** As it is, percent-encoded, in JSON, and the part of its base64 that is the same whatever stands before and after. */
export function formsOf(value: string): readonly string[] {
  const forms = new Set([value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)]);
  const bytes = Buffer.from(value);
  for (const before of [0, 1, 2]) {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const sure = text.slice(before === 0 ? 0 : before + 1, (before + bytes.length) % 3 === 0 ? undefined : -1);
    if (sure.length >= SHORTEST_SECRET) forms.add(sure);
  }
  return [...forms];
}
