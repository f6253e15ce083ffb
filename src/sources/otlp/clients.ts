/** What a user sets so that an agent client sends its telemetry to an address. Content is left off, metrics are not asked for. */

export type ClientSetup = {
  /** What the lines are, as a comment of the same syntax as they are. */
  readonly where: string;
  lines(endpoint: string, token: string | undefined): readonly string[];
};

export const CLIENTS: Readonly<Record<string, ClientSetup>> = {
  'claude-code': {
    where: 'For the shell that starts Claude Code, or for "env" in its settings.json.',
    lines: (endpoint, token) => [
      'export CLAUDE_CODE_ENABLE_TELEMETRY=1',
      'export OTEL_LOGS_EXPORTER=otlp',
      'export OTEL_METRICS_EXPORTER=none',
      'export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf',
      `export OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint}`,
      ...headers(token),
    ],
  },
  codex: {
    where: 'For ~/.codex/config.toml.',
    lines: (endpoint, token) => [
      '[otel]',
      'log_user_prompt = false',
      `exporter = { otlp-http = { endpoint = "${endpoint}/v1/logs", protocol = "binary"${token === undefined ? '' : `, headers = { authorization = "Bearer ${token}" }`} } }`,
    ],
  },
  'gemini-cli': {
    where: 'For the shell that starts Gemini CLI.',
    lines: (endpoint, token) => [
      'export GEMINI_TELEMETRY_ENABLED=true',
      'export GEMINI_TELEMETRY_TARGET=local',
      'export GEMINI_TELEMETRY_OTLP_PROTOCOL=http',
      `export GEMINI_TELEMETRY_OTLP_ENDPOINT=${endpoint}`,
      'export GEMINI_TELEMETRY_LOG_PROMPTS=false',
      ...headers(token),
    ],
  },
  copilot: {
    where: 'For the shell that starts GitHub Copilot CLI.',
    lines: (endpoint, token) => [
      'export COPILOT_OTEL_ENABLED=true',
      `export OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint}`,
      ...headers(token),
    ],
  },
};

/** The value is written as in a URL. */
function headers(token: string | undefined): readonly string[] {
  return token === undefined
    ? []
    : [`export OTEL_EXPORTER_OTLP_HEADERS=authorization=${encodeURIComponent(`Bearer ${token}`)}`];
}
