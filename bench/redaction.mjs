// Measures redaction beside peers on the same texts, in one run, interleaved; ratios are what counts. Peers are used when they are installed.
// node bench/redaction.mjs [--texts FILE.jsonl] [--peers FOLDER-WITH-node_modules] [--passes 5]
//   FILE.jsonl: one {"text": …, "secrets": […]} per line; without it, texts are made up here (speed only).
//   FOLDER: where `npm install redact-pii @secretlint/core @secretlint/secretlint-rule-preset-recommend` was run.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const { values } = parseArgs({
  options: { texts: { type: 'string' }, peers: { type: 'string' }, passes: { type: 'string', default: '5' } },
});
const project = join(dirname(fileURLToPath(import.meta.url)), '..');
const scratch = mkdtempSync(join(tmpdir(), 'hindcast-bench-'));

try {
  const candidates = [await ours(), regexes(), ...(await peers())];
  const rows =
    values.texts === undefined
      ? made()
      : readFileSync(values.texts, 'utf8')
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line));
  const table = candidates.map(({ name }) => ({ name }));
  if (values.texts !== undefined)
    for (const [index, candidate] of candidates.entries()) Object.assign(table[index], await quality(candidate, rows));
  const best = await speed(
    candidates,
    pieces(
      rows.filter(({ secrets }) => secrets.length === 0),
      1024,
    ),
  );
  for (const [index, micros] of best.entries())
    Object.assign(table[index], { us_per_kb: micros.toFixed(1), ratio: (micros / best[0]).toFixed(2) });
  console.table(table);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function ours() {
  const outfile = join(scratch, 'redact.mjs');
  await build({
    entryPoints: [join(project, 'src/redaction/redact.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
    logLevel: 'error',
  });
  const { makeRedactor } = await import(pathToFileURL(outfile).href);
  return { name: 'hindcast', redact: makeRedactor().redactText };
}

/** What a hook written in an afternoon does. */
function regexes() {
  const list = [
    /sk-[A-Za-z0-9_-]{20,}/g,
    /gh[pousr]_[A-Za-z0-9]{36}/g,
    /AKIA[0-9A-Z]{16}/g,
    /xox[abprs]-[A-Za-z0-9-]+/g,
    /eyJ[\w-]+\.[\w-]+\.[\w-]+/g,
    /Bearer\s+[\w.~+/-]+/g,
    /(password|secret|token|api_?key)["']?\s*[:=]\s*["']?[^\s"']+/gi,
    /[\w.+-]+@[\w-]+\.[\w.-]+/g,
    /\b\d{1,3}(\.\d{1,3}){3}\b/g,
    /:\/\/[^\s:@/]+:[^\s:@/]+@/g,
  ];
  return {
    name: 'ten regular expressions',
    redact: (text) => list.reduce((left, pattern) => left.replace(pattern, '***'), text),
  };
}

async function peers() {
  const found = [];
  if (values.peers === undefined) return found;
  const require = createRequire(join(resolve(values.peers), 'package.json'));
  const has = (name) => existsSync(join(resolve(values.peers), 'node_modules', name));
  if (has('redact-pii')) {
    const { SyncRedactor } = require('redact-pii');
    const redactor = new SyncRedactor();
    found.push({ name: 'redact-pii', redact: (text) => redactor.redact(text) });
  }
  if (has('@secretlint/core') && has('@secretlint/secretlint-rule-preset-recommend')) {
    const { lintSource } = await import(pathToFileURL(require.resolve('@secretlint/core')).href);
    const { creator } = await import(
      pathToFileURL(require.resolve('@secretlint/secretlint-rule-preset-recommend')).href
    );
    const options = {
      config: { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator, options: {} }] },
    };
    found.push({
      name: 'secretlint',
      async redact(text) {
        const { messages } = await lintSource({
          source: { filePath: '/x.txt', content: text, contentType: 'text' },
          options,
        });
        return messages.reduceRight(
          (left, { range: [start, end] }) => `${left.slice(0, start)}***${left.slice(end)}`,
          text,
        );
      },
    });
  }
  return found;
}

/** Share of texts from which every secret is gone, and of texts without secrets that were altered. */
async function quality({ redact }, rows) {
  let secret = 0,
    gone = 0,
    benign = 0,
    altered = 0;
  for (const { text, secrets } of rows) {
    const left = await redact(text);
    if (secrets.length === 0) {
      benign += 1;
      altered += left === text ? 0 : 1;
    } else {
      secret += 1;
      gone += secrets.some((value) => left.includes(value)) ? 0 : 1;
    }
  }
  return { recall_pct: ((100 * gone) / secret).toFixed(1), benign_altered_pct: ((100 * altered) / benign).toFixed(2) };
}

/** Least CPU time per piece of each candidate over the passes, interleaved. */
async function speed(candidates, texts) {
  const best = candidates.map(() => Infinity);
  for (let pass = 0; pass < Number(values.passes); pass++) {
    for (const [index, { redact }] of candidates.entries()) {
      const before = process.cpuUsage();
      for (const text of texts) await redact(text);
      const { user, system } = process.cpuUsage(before);
      best[index] = Math.min(best[index], (user + system) / texts.length);
    }
  }
  return best;
}

function pieces(rows, size) {
  const all = rows.map(({ text }) => text).join('\n');
  return Array.from({ length: Math.min(1500, Math.floor(all.length / size)) }, (_, index) =>
    Buffer.from(all.slice(index * size, (index + 1) * size)).toString(),
  );
}

function made() {
  const lines = [
    'const token = await nextToken(lexer);',
    'npm ERR! code ELIFECYCLE',
    '/Users/ada/web/src/index.ts:14:3 - error TS2304',
    '{"type":"tool_result","tool_use_id":"toolu_01A","content":"ok"}',
    'export API_KEY=q7Xw2Lk9Zp4Vb8Nn3Mt6',
    'commit 15783a0bdfea7e8c5e1ead4ccf3ef16ca74c30ee',
  ];
  return Array.from({ length: 20_000 }, (_, index) => ({
    text: `${index} ${lines[index % lines.length]}`,
    secrets: [],
  }));
}
