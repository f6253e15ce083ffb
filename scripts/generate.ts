/**
 * Writes everything that repeats a fact written elsewhere: the lists of extension modules and docs/reference. With `--check` it writes
 * nothing and exits 1, naming what is stale. The same tree always gives the same bytes.
 */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { eventPages } from './generate/events.ts';
import { analysesPage, rulesPage, sinksPage, sourcesPage, viewsPage, type Described } from './generate/extensions.ts';
import { commandIndex, listIndex, type Output } from './generate/indexes.ts';
import { openLoader, type Loaded, type Loader } from './generate/load.ts';
import { generatedPlugin } from './generate/plugin.ts';
import { commandsPage, settingsPage } from './generate/surface.ts';
import { EXTENSIONS, idsOf, moduleOf, type ExtensionKind } from './generate/tree.ts';
import { generatedWasm } from './generate/wasm.ts';
import { object, text } from '../src/sources/read.ts';

const SCHEMA = 'src/engine/schema.sql';
const SETTINGS = 'src/config/settings.ts';
const check = process.argv.includes('--check');
const loader = openLoader('.');
const stale: string[] = [];
const missing: string[] = [];

await settle(await lists());
await loader.prepare(modules());
await settle(await commandList());
await settle(eventPages());
await settle(await extensionPages());
const wasm = generatedWasm(check);
if (wasm === 'stale') stale.push('src/doors/elide.wasm.ts');
if (wasm === 'missing') missing.push('scripts/wasm.mjs');
if (generatedPlugin(check) === 'stale') stale.push('plugin/dist');

for (const part of missing) process.stderr.write(`generate: ${part} does not exist; what depends on it was left out\n`);
for (const failure of loader.failures) process.stderr.write(`generate: ${failure}\n`);
if (check && stale.length > 0) {
  process.stderr.write(`Stale, run "npm run generate":\n${stale.map((path) => `  ${path}\n`).join('')}`);
}
const failed = loader.failures.length > 0 || (check && (stale.length > 0 || missing.length > 0));
process.exitCode = failed ? 1 : 0;

/** Lists first: everything after them may import one. */
async function lists(): Promise<Output[]> {
  const outputs: Output[] = [];
  for (const kind of ['source', 'rule', 'analysis', 'sink'] as const) {
    const ids = idsOf(kind, '.');
    if (!existsSync(EXTENSIONS[kind].define)) missing.push(EXTENSIONS[kind].define);
    else outputs.push(await listIndex(kind, ids));
  }
  return outputs;
}

/** Everything that describes itself, but the help texts: they show the list of commands, which is written after this is loaded. */
function modules(): string[] {
  const extensions = (['source', 'rule', 'analysis', 'sink', 'command'] as const).flatMap((kind) =>
    idsOf(kind, '.').map((id) => moduleOf(kind, id)),
  );
  return [...extensions, EXTENSIONS.rule.define, SETTINGS].filter((path) => existsSync(path));
}

async function commandList(): Promise<Output[]> {
  const commands = await described('command', loader);
  const summaries = commands.map(({ id, descriptor }) => [id, text(descriptor['summary']) ?? ''] as const);
  return commands.length === idsOf('command', '.').length ? [await commandIndex(Object.fromEntries(summaries))] : [];
}

async function extensionPages(): Promise<Output[]> {
  const outputs = [
    sourcesPage(await described('source', loader)),
    analysesPage(await described('analysis', loader)),
    sinksPage(await described('sink', loader)),
  ];
  const redaction = await optional(EXTENSIONS.rule.define);
  if (redaction !== undefined)
    outputs.push(rulesPage(await described('rule', loader), object(redaction['KINDS']) ?? {}));
  if (existsSync(SCHEMA)) outputs.push(viewsPage(readFileSync(SCHEMA, 'utf8')));
  else missing.push(SCHEMA);
  const help = await optional('src/cli/help.ts');
  if (help !== undefined) outputs.push(commandsPage(help, await described('command', loader)));
  const settings = await optional(SETTINGS);
  if (settings !== undefined) outputs.push(settingsPage(object(settings['SETTINGS']) ?? {}));
  return outputs;
}

async function optional(path: string): Promise<Loaded | undefined> {
  if (existsSync(path)) return loader.load(path);
  missing.push(path);
  return undefined;
}

async function described(kind: ExtensionKind, from: Loader): Promise<Described[]> {
  const found: Described[] = [];
  for (const id of idsOf(kind, '.')) {
    const descriptor = object((await from.load(moduleOf(kind, id)))?.['default']);
    if (descriptor !== undefined) found.push({ id, descriptor });
  }
  return found;
}

async function settle(outputs: readonly Output[]): Promise<void> {
  for (const { path, text: wanted } of outputs) {
    const current = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    if (current === wanted) continue;
    stale.push(path);
    if (check) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, wanted);
    process.stdout.write(`wrote ${path}\n`);
  }
}
