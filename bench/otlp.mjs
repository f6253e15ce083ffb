// Load on the OTLP receiver over loopback from a second process: is a rate sustained, what does the receiver cost, does its memory stay flat?
// node bench/otlp.mjs [--seconds 10] [--rate 20000] [--batch 500] [--encoding json|protobuf] [--gzip]
import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    rate: { type: 'string', default: '20000' },
    batch: { type: 'string', default: '500' },
    encoding: { type: 'string', default: 'json' },
    gzip: { type: 'boolean', default: false },
  },
});
const project = join(dirname(fileURLToPath(import.meta.url)), '..');
const scratch = mkdtempSync(join(tmpdir(), 'hindcast-bench-'));
const plan = { ...values, seconds: Number(values.seconds), rate: Number(values.rate), batch: Number(values.batch) };

const RECEIVER = `
  import { places } from './src/config/home.ts';
  import { readEnvironment } from './src/config/env.ts';
  import { openRecorder } from './src/record.ts';
  import { openServer } from './src/server/http.ts';
  const environment = { ...readEnvironment(), variable: () => undefined };
  const recorder = openRecorder({ places: places(process.argv[2]), redaction: {}, environment });
  const server = await openServer({ recorder, host: '127.0.0.1', port: 0 });
  process.send({ port: server.port });
  process.on('message', () => process.send({ cpu: process.cpuUsage(), rss: process.memoryUsage.rss(), received: server.received() }));
  process.on('disconnect', () => process.exit());`;

const LOADER = `
  import { Agent, request } from 'node:http';
  import { gzipSync } from 'node:zlib';
  import { encodeRequest } from './test/server/encode.ts';
  const { port, seconds, rate, batch, encoding, gzip } = JSON.parse(process.argv[2]);
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const MARK = 'ffffffffffff';
  const text = (key, value) => ({ key, value: { stringValue: value } });
  const at = Date.now();
  const logRecords = Array.from({ length: batch }, (_, index) => {
    const iso = new Date(at + index).toISOString();
    const common = [text('user.id', 'f'.repeat(64)), text('session.id', '5e551000-0000-4000-8000-000000000001'), text('terminal.type', 'dumb'),
      text('event.timestamp', iso), { key: 'event.sequence', value: { intValue: index } }, text('prompt.id', '18770162-131e-4e6e-922a-a40c33c49608')];
    const id = MARK + String(index).padStart(6, '0');
    const own = index % 4 === 0
      ? [text('event.name', 'api_request'), text('model', 'claude-sonnet-5'), text('request_id', 'req_' + id), ...['input_tokens', 'output_tokens', 'cache_read_tokens',
          'cache_creation_tokens', 'duration_ms', 'ttft_ms', 'cost_usd_micros'].map((key) => ({ key, value: { intValue: 1200 } })), text('speed', 'normal'), text('effort', 'high')]
      : [text('event.name', 'tool_result'), text('tool_name', 'Bash'), text('tool_use_id', 'toolu_' + id), text('success', index % 7 === 0 ? 'false' : 'true'),
          text('duration_ms', '120'), text('tool_input_size_bytes', '52'), text('tool_result_size_bytes', '4096'), text('request_id', 'req_' + id), text('tool_source', 'builtin')];
    return { timeUnixNano: String(at) + '000000', observedTimeUnixNano: String(at) + '000000', body: { stringValue: 'claude_code.event' }, attributes: [...common, ...own] };
  });
  const requestOf = { resourceLogs: [{ resource: { attributes: [text('service.name', 'claude-code'), text('service.version', '2.1.328')] },
    scopeLogs: [{ scope: { name: 'com.anthropic.claude_code.events' }, logRecords }] }] };
  const template = encoding === 'json' ? Buffer.from(JSON.stringify(requestOf)) : encodeRequest(requestOf);
  const marks = [];
  for (let found = template.indexOf(MARK); found >= 0; found = template.indexOf(MARK, found + 1)) marks.push(found);
  const headers = { 'content-type': encoding === 'json' ? 'application/json' : 'application/x-protobuf', ...(gzip ? { 'content-encoding': 'gzip' } : {}) };
  const result = { sent: 0, ok: 0, refused: 0, worstMs: 0, took: [] };
  const post = (number) => new Promise((resolve) => {
    const body = Buffer.from(template);
    const id = String(number).padStart(12, '0');
    for (const place of marks) body.write(id, place, 'latin1');
    const bytes = gzip ? gzipSync(body, { level: 1 }) : body;
    const began = performance.now();
    const sending = request({ port, host: '127.0.0.1', path: '/v1/logs', method: 'POST', agent, headers: { ...headers, 'content-length': bytes.length } }, (answer) => {
      answer.resume().on('end', () => {
        if (answer.statusCode === 200) result.ok += 1; else result.refused += 1;
        result.took.push(performance.now() - began);
        resolve();
      });
    });
    sending.on('error', () => { result.refused += 1; resolve(); });
    sending.end(bytes);
  });
  const began = performance.now();
  const waiting = new Set();
  while (performance.now() - began < seconds * 1000) {
    const due = Math.floor(((performance.now() - began) / 1000) * (rate / batch));
    while (result.sent < due && waiting.size < 64) {
      const one = post(result.sent++).then(() => waiting.delete(one));
      waiting.add(one);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await Promise.all(waiting);
  result.took.sort((a, b) => a - b);
  process.send({ ...result, took: undefined, seconds: (performance.now() - began) / 1000, bodyBytes: template.length,
    p50: result.took[result.took.length >> 1], p99: result.took[Math.floor(result.took.length * 0.99)] });
  process.disconnect();`;

try {
  const receiver = fork(await bundle('receiver', RECEIVER), [join(scratch, 'home')]);
  const [{ port }] = await next(receiver);
  // The first requests pay for compiling; they are no part of the figures.
  await load({ ...plan, port, seconds: 2 });
  const start = await ask(receiver);
  const samples = [];
  const timer = setInterval(
    () => ask(receiver).then((sample) => samples.push(sample.rss)),
    Math.max(1000, plan.seconds * 50),
  );
  const loaded = await load({ ...plan, port });
  clearInterval(timer);
  const end = await ask(receiver);
  receiver.disconnect();
  print(loaded, { start, end, samples });
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function bundle(name, contents) {
  mkdirSync(join(scratch, 'program'), { recursive: true });
  const outfile = join(scratch, 'program', `${name}.mjs`);
  const banner = {
    js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
  };
  await build({
    stdin: { contents, resolveDir: project, loader: 'ts' },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    banner,
    logLevel: 'error',
  });
  return outfile;
}

async function load(task) {
  const loader = fork(await bundle('loader', LOADER), [JSON.stringify(task)]);
  const [result] = await next(loader);
  return result;
}

function next(child) {
  return new Promise((resolve, reject) => {
    const ended = (status) => reject(new Error(`a process ended early (${status})`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve([message]);
    });
  });
}

async function ask(receiver) {
  receiver.send('?');
  const [answer] = await next(receiver);
  return answer;
}

function print(loaded, { start, end, samples }) {
  const cpu = (end.cpu.user + end.cpu.system - start.cpu.user - start.cpu.system) / 1e6;
  const records = end.received.records - start.received.records;
  const mb = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MB`;
  const lines = linesWritten();
  process.stdout.write(
    [
      `${cpus().length} cores, ${plan.encoding}${plan.gzip ? ' gzip' : ''}, batches of ${plan.batch} (${(loaded.bodyBytes / 1024).toFixed(0)} KB)`,
      `asked ${plan.rate} records/s for ${plan.seconds} s; kept ${(records / loaded.seconds).toFixed(0)} records/s; ${loaded.ok} answers 200, ${loaded.refused} others`,
      `receiver: ${((cpu / loaded.seconds) * 100).toFixed(0)} % of a core, ${((cpu / records) * 1e6).toFixed(1)} µs a record; answers p50 ${loaded.p50.toFixed(1)} ms, p99 ${loaded.p99.toFixed(1)} ms`,
      `rss: start ${mb(start.rss)}, end ${mb(end.rss)}, between ${mb(Math.min(...samples))} and ${mb(Math.max(...samples))}`,
      `log: ${lines} lines for ${end.received.events} events acknowledged`,
      '',
    ].join('\n'),
  );
}

function linesWritten() {
  const folder = join(scratch, 'home', 'log');
  let lines = 0;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ndjson')) continue;
    const bytes = readFileSync(join(folder, name));
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines += 1;
  }
  return lines;
}
