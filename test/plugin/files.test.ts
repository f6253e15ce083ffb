/** The files of the plugin: what the client refuses or would suffer from is found here first. */

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { list, object, type Json } from '../../src/sources/read.ts';
import { ROOT } from '../architecture/source-tree.ts';
import { pluginHandlers } from '../sources/claude-code/plugin-hooks.ts';

const plugin = join(ROOT, 'plugin');

function json(...path: readonly string[]): Json {
  return object(JSON.parse(readFileSync(join(ROOT, ...path), 'utf8'))) ?? {};
}

test('The plugin has the version of the package, and the marketplace offers it', () => {
  const manifest = json('plugin', '.claude-plugin', 'plugin.json');
  expect(manifest['version']).toBe(json('package.json')['version']);
  expect(list(json('.claude-plugin', 'marketplace.json')['plugins'])).toMatchObject([
    { name: manifest['name'], source: './plugin' },
  ]);
});

test('Every hook hands named fields to the recorder of this plugin, and no agent waits longer than five seconds for it', () => {
  const [server] = Object.keys(object(json('plugin', '.claude-plugin', 'plugin.json')['mcpServers']) ?? {});
  const handlers = pluginHandlers();
  expect(handlers.length).toBeGreaterThan(8);
  for (const handler of handlers) {
    expect(handler).toMatchObject({
      type: 'mcp_tool',
      server: `plugin:hindcast:${server}`,
      tool: 'record',
      timeout: 5,
    });
    expect(handler['input']).toMatchObject({
      hook_event_name: '${hook_event_name}',
      session_id: '${session_id}',
      agent_id: '${agent_id}',
    });
  }
});

test('What is said to the model, or written into a file, is not asked for', () => {
  const asked = JSON.stringify(pluginHandlers());
  for (const field of [
    'last_assistant_message',
    'transcript_path',
    'compact_summary',
    'originalFile',
    '${tool_response}',
  ])
    expect(asked).not.toContain(field);
});

test('The server is two files that bring everything along, of which the first is small, behind a shell that greets', () => {
  expect(readdirSync(join(plugin, 'dist')).toSorted()).toEqual(['attend.cjs', 'server', 'server.cjs', 'server.cmd']);
  const [rest = '', first = ''] = ['attend.cjs', 'server.cjs'].map((name) =>
    readFileSync(join(plugin, 'dist', name), 'utf8'),
  );
  expect(first.length).toBeLessThan(10_000);
  const text = first + rest;
  const required = [...text.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name ?? '');
  expect(required.length).toBeGreaterThan(3);
  expect(required.filter((name) => !name.startsWith('node:'))).toEqual(['./attend.cjs']);
  // Secrets of the machine that built it, and the SQL engine, have no business in it.
  expect(text).not.toContain(homedir());
  expect(text).not.toContain('duckdb');
});

const client = join(homedir(), '.cache/agent-clients/claude/node_modules/@anthropic-ai/claude-code-linux-x64/claude');
if (!existsSync(client)) console.warn(`SKIPPED: ${client} is missing, so the client did not judge the plugin.`);

test.skipIf(!existsSync(client)).each(['plugin', '.'])('The client accepts %s without a warning', (path) => {
  const { status, stdout, stderr } = spawnSync(client, ['plugin', 'validate', '--strict', join(ROOT, path)], {
    encoding: 'utf8',
    env: { ...process.env, DISABLE_AUTOUPDATER: '1', CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1' },
  });
  expect({ status, stdout, stderr }).toMatchObject({ status: 0, stdout: expect.stringContaining('Validation passed') });
});
