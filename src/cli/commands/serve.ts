/** `hindcast serve`: receives OpenTelemetry on this machine until it is interrupted. Commands that only print never open a connection. */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expandHome } from '../../config/folders.ts';
import { AppError, didYouMean } from '../../errors.ts';
import { openRecorder } from '../../record.ts';
import { isLoopback } from '../../server/guard.ts';
import { redactionHere } from '../../doors/known.ts';
import { openServer } from '../../server/http.ts';
import { CLIENTS } from '../../sources/otlp/clients.ts';
import { codeOf } from '../../store/refusal.ts';
import { defineCommand, type Context, type Parsed } from '../define.ts';

const PORT = '4319';
const HOST = '127.0.0.1';

export default defineCommand('serve', {
  summary: 'Receives OpenTelemetry from agents on this machine.',
  description:
    'Takes logs and spans in OTLP (http/json and http/protobuf) on /v1/logs, /v1/traces and /v1/metrics, and writes what happened to the log, redacted. Prompts, answers, parameters and outputs are dropped. Ctrl-C ends it.',
  flags: {
    port: { type: 'text', value: 'PORT', help: `Port to listen on; 0 chooses a free one. Default: ${PORT}.` },
    host: {
      type: 'text',
      value: 'HOST',
      help: `Address to listen on. Default: ${HOST}; any other needs --token-file.`,
    },
    'token-file': { type: 'text', value: 'FILE', help: 'File with a token that every client must send.' },
    'print-env': {
      type: 'text',
      value: 'CLIENT',
      choices: Object.keys(CLIENTS),
      help: 'Print what a client needs to send its telemetry here, and end.',
    },
  },
  examples: [
    { line: 'hindcast serve', does: `Listens on ${HOST}, port ${PORT}.` },
    { line: 'hindcast serve --print-env claude-code', does: 'What Claude Code needs to send its telemetry here.' },
    {
      line: 'hindcast serve --host 0.0.0.0 --token-file ~/.hindcast-token',
      does: 'For clients in containers and on other machines.',
    },
  ],
  async run(parsed, context) {
    const port = readPort(parsed);
    const host = parsed.text('host') ?? HOST;
    const token = readToken(parsed, context);
    const client = parsed.text('print-env');
    if (client !== undefined) {
      context.out.write(setupText(client, { host, port: port === 0 ? Number(PORT) : port, token }));
      return 0;
    }
    if (token === undefined && !isLoopback(host)) {
      throw new AppError(
        'usage/missing-argument',
        `Listening on ${host} lets other machines in, so it needs --token-file.`,
        {
          hint: 'Write a long random text into a file that only you can read, and give its name.',
        },
      );
    }
    await listen(context, { host, port, token });
    // Only an interruption ends it; what was acknowledged until then is in the log.
    return new Promise<number>(() => undefined);
  },
});

type Address = { readonly host: string; readonly port: number; readonly token: string | undefined };

async function listen(
  { out, places, settings, environment, atEnd }: Context,
  { host, port, token }: Address,
): Promise<void> {
  const off = settings.offBecause;
  const recorder = openRecorder({
    places,
    environment,
    redaction: redactionHere({ places, environment, settings }),
    off: off !== undefined,
  });
  const server = await openServer({
    recorder,
    host,
    port,
    ...(token === undefined ? {} : { token }),
    onError: (error) =>
      out.notice(`A request failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
  });
  atEnd(server.close);
  out.write(`Listening on ${endpointOf(host, server.port)} for OpenTelemetry. Ctrl-C ends.\n`);
  out.notice(`What clients need to send it here: hindcast serve --print-env ${Object.keys(CLIENTS).join('|')}`);
  if (off !== undefined) out.notice(`Recording is off (${off}): what comes is acknowledged and dropped.`);
}

function endpointOf(host: string, port: number): string {
  // An address that means all of them is no address to send to.
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

function setupText(client: string, { host, port, token }: Address): string {
  const setup = Object.hasOwn(CLIENTS, client) ? CLIENTS[client] : undefined;
  if (setup === undefined) {
    const names = Object.keys(CLIENTS);
    throw new AppError('usage/bad-value', `There is no setup for ${JSON.stringify(client)}.`, {
      hint: didYouMean(client, names) ?? `Clients: ${names.join(', ')}.`,
    });
  }
  return `# ${setup.where}\n${setup.lines(endpointOf(host, port), token).join('\n')}\n`;
}

function readPort(parsed: Parsed): number {
  const text = parsed.text('port') ?? PORT;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new AppError('usage/bad-value', `--port ${JSON.stringify(text)} is no port.`, {
    hint: `Ports go from 1 to 65535; 0 chooses a free one.`,
  });
}

/** Long enough that it cannot be guessed, and of what a header may hold. */
const TOKEN = /^[\x21-\x7e]{16,512}$/;

function readToken(parsed: Parsed, { environment }: Context): string | undefined {
  const named = parsed.text('token-file');
  if (named === undefined) return undefined;
  const path = resolve(environment.cwd, expandHome(named, environment.homeDir));
  let content: string;
  try {
    content = readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new AppError(
      'usage/bad-value',
      `The token file ${path} cannot be read (${codeOf(error) ?? 'unknown error'}).`,
      { cause: error },
    );
  }
  if (TOKEN.test(content)) return content;
  throw new AppError('usage/bad-value', `${path} holds no token.`, {
    hint: 'A token is one line of at least 16 characters without spaces: openssl rand -hex 32 makes one.',
  });
}
