// `npm run e2e [-- NAME…]`: runs the real clients offline through scripted sessions, with live capture on, and compares what Hindcast
// logged with the transcripts that the clients left, call by call and outcome by outcome. Ends with status 1 when anything differs.
// Needs the clients, which are not part of this project: their scripts in ../shared/clients, the programs in ~/.cache/agent-clients.

import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { READERS } from './e2e/transcripts.mjs';

const ROOT = resolve(import.meta.dirname, '..');
const CLIENTS = resolve(ROOT, '../shared/clients');
const PROGRAMS = process.env.AGENT_CLIENTS ?? join(homedir(), '.cache', 'agent-clients');
const HINDCAST = join(ROOT, 'bin', 'hindcast.cjs');
const execute = promisify(execFile);

/** One scripted session each. `live` is how it is watched: the client's hooks, its telemetry, or both. */
const RUNS = [
  { name: 'claude full', agent: 'claude-code', scenario: 'full', live: ['hook'] },
  // A call that is denied without asking anybody fires no hook that tells so.
  {
    name: 'claude perm dontAsk',
    agent: 'claude-code',
    scenario: 'perm',
    live: ['hook'],
    sees: [],
    env: { MODE: 'dontAsk' },
  },
  {
    name: 'claude perm default',
    agent: 'claude-code',
    scenario: 'perm',
    live: ['hook'],
    sees: [],
    env: { MODE: 'default' },
  },
  { name: 'claude error', agent: 'claude-code', scenario: 'error', live: ['hook'], fails: true },
  { name: 'claude full otel', agent: 'claude-code', scenario: 'full', live: ['otel'] },
  { name: 'claude perm otel', agent: 'claude-code', scenario: 'perm', live: ['otel'], env: { MODE: 'dontAsk' } },
  { name: 'claude error otel', agent: 'claude-code', scenario: 'error', live: ['otel'], fails: true },
  { name: 'claude full both', agent: 'claude-code', scenario: 'full', live: ['hook', 'otel'] },
  { name: 'codex full', agent: 'codex', scenario: 'codex-full', live: ['hook'], env: { MODEL: 'gpt-5.5' } },
  { name: 'codex full otel', agent: 'codex', scenario: 'codex-full', live: ['otel'], env: { MODEL: 'gpt-5.5' } },
  // The hooks of Gemini CLI name no call, so that only the chat can.
  { name: 'gemini full', agent: 'gemini-cli', scenario: 'gemini-full', live: ['hook'], sees: [] },
  { name: 'gemini full otel', agent: 'gemini-cli', scenario: 'gemini-full', live: ['otel'] },
];

/** What telemetry tells under no id that the transcript knows: shown only as long as nothing is imported. */
const STAND_INS = "select kind, id from event where id like 'unmatched:%'";

const SCRIPTS = { 'claude-code': 'run-claude.sh', codex: 'run-codex.sh', 'gemini-cli': 'run-gemini.sh' };
const FOLDERS = { 'claude-code': 'claude', codex: 'codex', 'gemini-cli': 'gemini' };

const asked = process.argv.slice(2);
const chosen = RUNS.filter(({ name }) => asked.length === 0 || asked.some((part) => name.includes(part)));
const missing = missingParts(chosen);
if (missing.length > 0) {
  process.stderr.write(
    `\n*** NOTHING WAS COMPARED: ${missing.join(', ')} not found. See ../shared/clients/install.sh ***\n\n`,
  );
  process.exit(1);
}
const results = [];
for (const run of chosen) results.push(await compare(run));
process.stdout.write(`${tableOf(results)}\n`);
for (const { name, differences } of results)
  for (const difference of differences) process.stdout.write(`${name}: ${difference}\n`);
const differing = results.filter(({ differences }) => differences.length > 0);
process.stdout.write(differing.length === 0 ? 'No difference.\n' : `${differing.length} runs differ.\n`);
process.exitCode = differing.length === 0 ? 0 : 1;

function missingParts(runs) {
  const programs = new Set(runs.map(({ agent }) => join(PROGRAMS, FOLDERS[agent])));
  return [CLIENTS, ...programs, join(ROOT, 'dist', 'main.cjs')].filter((path) => !existsSync(path));
}

/** Runs the client, imports what it left, and compares. */
async function compare(run) {
  const home = mkdtempSync(join(tmpdir(), 'hindcast-e2e-'));
  try {
    const store = join(home, 'hindcast');
    await runClient(run, { home, store });
    const live = await askCalls({ home, store });
    const alone = await ask(STAND_INS, { home, store });
    await hindcast(['import', '--json'], { home, store });
    const logged = await askCalls({ home, store });
    const beside = await ask(STAND_INS, { home, store });
    const answers = await ask('select answer_id, request_id, observers from answer', { home, store });
    const told = READERS[run.agent](home);
    const differences = [
      ...differencesOf(told.calls, logged),
      ...answerDifferences(told.answers, answers),
      ...silences(run, logged),
      ...beside.map(({ kind, id }) => `${kind} ${id} is shown beside what the transcript tells`),
      ...(run.agent !== 'claude-code' && run.live.includes('otel') && alone.length === 0
        ? ['telemetry told no answer before the import']
        : []),
    ];
    return { name: run.name, told: told.calls, live, logged, answers, differences };
  } catch (error) {
    return { name: run.name, told: new Map(), live: [], logged: [], answers: [], differences: [messageOf(error)] };
  } finally {
    if (process.env.KEEP === undefined) rmSync(home, { recursive: true, force: true });
    else process.stderr.write(`${run.name}: ${home}\n`);
  }
}

function messageOf(error) {
  return [error.message, error.stderr].filter(Boolean).join('\n').slice(0, 2_000);
}

async function runClient(run, { home, store }) {
  const env = { HINDCAST_HOME: store };
  const installed = run.live.includes('hook') ? await installHooks(run.agent, { home, store }) : '-';
  const receiver = run.live.includes('otel') ? await openReceiver(run.agent, { home, store }) : undefined;
  if (receiver !== undefined) Object.assign(env, receiver.variables);
  const settings = receiver?.settings ?? installed;
  const pairs = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const client = execute(
    join(CLIENTS, SCRIPTS[run.agent]),
    [join(CLIENTS, 'scenarios', `${run.scenario}.json`), settings, home],
    {
      timeout: 180_000,
      env: { ...process.env, NETNS: receiver === undefined ? '1' : '0', ...run.env, EXTRA_ENV: pairs.join(' ') },
    },
  );
  try {
    await client.catch((error) => {
      if (run.fails !== true) throw error;
    });
  } finally {
    await receiver?.close();
  }
}

/** Answers with what the script of the client takes as its second argument. */
async function installHooks(agent, { home, store }) {
  if (agent === 'claude-code') return join(ROOT, 'plugin');
  mkdirSync(join(home, agent === 'codex' ? '.codex' : '.gemini'), { recursive: true });
  await hindcast(['init', agent, '--yes'], { home, store });
  return agent === 'codex' ? '-' : join(home, '.gemini', 'settings.json');
}

/** `hindcast serve` on a free port, and what points the client to it: variables, or for Codex a file of settings. */
async function openReceiver(agent, { home, store }) {
  const server = spawn(process.execPath, [HINDCAST, 'serve', '--port', '0'], { env: environment({ home, store }) });
  const port = await new Promise((found, failed) => {
    let said = '';
    const listen = (piece) => {
      said += piece;
      const match = /127\.0\.0\.1:(\d+)/.exec(said);
      if (match !== null) found(match[1]);
    };
    server.stdout.on('data', listen);
    server.stderr.on('data', listen);
    server.on('exit', () => failed(new Error(`hindcast serve ended: ${said}`)));
  });
  const setup = await hindcast(['serve', '--print-env', agent, '--port', port], { home, store });
  const settings = agent === 'codex' ? join(home, 'otel.toml') : undefined;
  if (settings !== undefined) writeFileSync(settings, setup);
  const variables = Object.fromEntries(
    [...setup.matchAll(/^export (\w+)=(\S+)$/gm)].map(([, name, value]) => [name, value]),
  );
  const close = () =>
    new Promise((closed) => {
      server.removeAllListeners('exit');
      server.on('exit', closed);
      server.kill('SIGINT');
    });
  return { variables, settings, close };
}

function environment({ home, store }) {
  return { PATH: process.env.PATH, HOME: home, HINDCAST_HOME: store, NO_COLOR: '1', TZ: 'UTC' };
}

async function hindcast(args, { home, store }) {
  const { stdout } = await execute(process.execPath, [HINDCAST, ...args], {
    env: environment({ home, store }),
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

async function ask(query, where) {
  return JSON.parse(await hindcast(['sql', '--json', query], where));
}

/** Gemini CLI numbers its calls within a session, so that the log puts the session before them. */
async function askCalls(where) {
  const calls = await ask('select * from call order by started_at, call_id', where);
  return calls.map(({ call_id: id, agent, ...call }) => ({
    ...call,
    call_id: agent === 'gemini-cli' ? id.replace(/^[^:]*:/, '') : id,
  }));
}

/** Every call of one side that the other lacks or tells otherwise. */
function differencesOf(told, logged) {
  const differences = [];
  const seen = new Map(logged.map((call) => [call.call_id, call]));
  if (told.size === 0) differences.push('the client left no calls');
  for (const [id, { tool, outcome }] of told) {
    const call = seen.get(id);
    if (call === undefined) differences.push(`${tool} ${id} (${outcome}) is not in the log`);
    else if (call.outcome !== outcome)
      differences.push(`${tool} ${id}: ${outcome} in the transcript, ${call.outcome} in the log`);
    else if (call.tool !== tool) differences.push(`${id}: ${tool} in the transcript, ${call.tool} in the log`);
  }
  for (const { call_id: id, tool, observers } of logged)
    if (!told.has(id)) differences.push(`${tool} ${id} (${observers}) is in the log only`);
  return differences;
}

/** Every answer of the transcript is one row, whether or not telemetry has seen its request. */
function answerDifferences(told, logged) {
  const ids = new Set(logged.map(({ answer_id: id }) => id));
  const lost = [...told.keys()].filter((id) => !ids.has(id)).map((id) => `answer ${id} is not in the log`);
  const twice = [...told]
    .filter(([, request]) => ids.has(`request:${request}`))
    .map(([id]) => `answer ${id} is there twice: telemetry's observation stands apart`);
  return [...lost, ...twice];
}

/** An observer that was switched on and saw nothing at all is broken. */
function silences({ live, sees = live }, logged) {
  return sees
    .filter((observer) => !logged.some(({ observers }) => observers.split(',').includes(observer)))
    .map((observer) => `${observer} saw no call`);
}

function tableOf(runs) {
  const header = ['run', 'calls', 'in log', 'live', 'by hook', 'by otel', 'timed', 'answers', 'differences'];
  const by = (calls, observer) => calls.filter(({ observers }) => observers.split(',').includes(observer)).length;
  const rows = runs.map(({ name, told, live, logged, answers, differences }) => [
    name,
    told.size,
    logged.length,
    live.length,
    by(logged, 'hook'),
    by(logged, 'otel'),
    logged.filter(({ duration_ms: ms }) => ms !== null).length,
    answers.length,
    differences.length,
  ]);
  const lines = [header, ...rows].map((cells) => cells.map(String));
  const widths = header.map((_, column) => Math.max(...lines.map((cells) => cells[column].length)));
  return lines
    .map((cells) =>
      cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  '),
    )
    .join('\n');
}
