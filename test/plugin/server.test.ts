/** The server of the plugin, spoken to as the client speaks to it. */

import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Places } from '../../src/config/home.ts';
import { ROOT } from '../architecture/source-tree.ts';
import { temporaryHome } from '../store/events.ts';
import { GREETING, bashCall, callTool, linesIn, startServer, textOf } from './server.ts';

const INITIALIZE = { jsonrpc: '2.0', id: 0, method: 'initialize', params: { protocolVersion: '2025-11-25' } };

function idsIn(places: Places): unknown[] {
  return linesIn(places).map((line) => JSON.parse(line).id);
}

test('It introduces itself, lists its tools, and ends when the client closes its side', async () => {
  const server = await startServer(temporaryHome());
  server.send(INITIALIZE);
  expect(await server.answerTo(0)).toMatchObject({
    result: { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'hindcast' } },
  });
  server.send({ jsonrpc: '2.0', method: 'notifications/initialized' });
  server.send({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
  const names = ['record', 'what_fails', 'insights', 'cost', 'similar_failures'].map((name) => ({ name }));
  expect(await server.answerTo(1)).toMatchObject({ result: { tools: names } });
  server.child.stdin?.end();
  expect(await server.ended).toEqual({ code: 0, signal: null, said: '' });
});

test('A greeting that comes in pieces is answered, and what came along with its end is recorded', async () => {
  const places = temporaryHome();
  const server = await startServer(places);
  const greeting = [INITIALIZE, { jsonrpc: '2.0', method: 'notifications/initialized' }];
  const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
  const early = callTool(2, 'record', bashCall('early', { tool_input: '{"command":"echo ü"}' }));
  const said = [...greeting, list, early, callTool(3, 'record', bashCall('later'))];
  const bytes = Buffer.from(said.map((message) => `${JSON.stringify(message)}\n`).join(''));
  // The last cut goes through a character of two bytes.
  const cuts = [0, 10, bytes.indexOf('tools/list'), bytes.indexOf('ü') + 1, bytes.length];
  for (const [index, cut] of cuts.slice(1).entries()) {
    server.child.stdin?.write(bytes.subarray(cuts[index], cut));
    await pause(20);
  }
  expect(await server.answerTo(0)).toMatchObject({ result: { serverInfo: { name: 'hindcast' } } });
  expect(await server.answerTo(1)).toMatchObject({ result: { tools: { length: 5 } } });
  await server.answerTo(3);
  expect(linesIn(places).map((line) => JSON.parse(line))).toMatchObject([
    { id: 'early', target: 'echo ü' },
    { id: 'later' },
  ]);
  server.child.stdin?.end();
  expect(await server.ended).toEqual({ code: 0, signal: null, said: '' });
});

test('A client that leaves after the first word leaves nothing behind', async () => {
  const places = temporaryHome();
  const server = await startServer(places);
  server.child.stdin?.end('{"jsonrpc":"2.0","id":1,"method":"ping"}\n');
  expect(await server.ended).toEqual({ code: 0, signal: null, said: '' });
  expect(server.answered()).toEqual([1]);
  expect(existsSync(places.log)).toBe(false);
});

test('An event is in the log when its call is answered', async () => {
  const places = temporaryHome();
  const server = await startServer(places);
  server.send(callTool(1, 'record', bashCall('toolu_1')));
  // Words in an answer would be put into the conversation; an empty object asks for nothing.
  expect(textOf(await server.answerTo(1))).toBe('{}');
  expect(linesIn(places).map((line) => JSON.parse(line))).toMatchObject([
    { id: 'toolu_1', tool: 'Bash', outcome: 'ok', target: 'npm test', duration_ms: 12, observers: 'hook' },
  ]);
  server.child.stdin?.end();
  await server.ended;
});

test.each(['SIGINT', 'SIGTERM'] as const)('What was sent before a %s is still recorded', async (signal) => {
  const places = temporaryHome();
  const server = await startServer(places);
  server.send(callTool(1, 'record', bashCall('first')));
  await server.answerTo(1);
  for (let id = 2; id < 40; id++) server.send(callTool(id, 'record', bashCall(`call-${id}`)));
  server.child.kill(signal);
  expect(await server.ended).toEqual({ code: 0, signal: null, said: '' });
  expect(linesIn(places)).toHaveLength(39);
});

test('Garbage, unknown methods and unknown tools are answered, and recording goes on', async () => {
  const places = temporaryHome();
  const server = await startServer(places);
  server.sendText('garbage\n\n[1,2]\n{"jsonrpc":"2.0"}\n"x"\n\u0000\u0001\n{"id":7}\n');
  server.send({ jsonrpc: '2.0', id: 1, method: 'resources/list' });
  server.send(callTool(2, 'no_such_tool', {}));
  server.send({ jsonrpc: '2.0', id: 3, method: 'tools/call' });
  server.send(callTool(4, 'record', 'not an object'));
  server.send(callTool(5, 'record', bashCall('toolu_1')));
  expect(await server.answerTo(1)).toMatchObject({ error: { code: -32_601 } });
  expect(await server.answerTo(2)).toMatchObject({ result: { isError: true } });
  expect(await server.answerTo(3)).toMatchObject({ result: { isError: true } });
  expect(textOf(await server.answerTo(4))).toBe('{}');
  await server.answerTo(5);
  expect(idsIn(places)).toEqual(['toolu_1']);
  server.child.stdin?.end();
  expect(await server.ended).toMatchObject({ code: 0, said: '' });
});

test('A call of 3 MB is recorded, one of 40 MB is answered and noted, and the next one is recorded', async () => {
  const places = temporaryHome();
  const server = await startServer(places);
  server.sendText(GREETING.join(''));
  const large = (bytes: number) => ({ stdout: 'x'.repeat(bytes), interrupted: 'false' });
  server.send(callTool(1, 'record', bashCall('large', { tool_response: large(3_000_000) })));
  server.sendText(
    `${JSON.stringify({ method: 'tools/call', params: { name: 'record', arguments: bashCall('huge', { tool_response: large(40_000_000) }) }, jsonrpc: '2.0', id: 2 })}\n`,
  );
  server.send(callTool(3, 'record', bashCall('small')));
  expect(textOf(await server.answerTo(2))).toBe('{}');
  await server.answerTo(3);
  expect(idsIn(places)).toEqual(['large', 'small']);
  expect(readFileSync(places.hookErrors, 'utf8')).toContain('"line-too-long"');
  server.child.stdin?.end();
  await server.ended;
});

test('A home that cannot be written, a broken settings file and a switched-off recorder answer all the same', async () => {
  const blocked = temporaryHome();
  rmSync(blocked.home, { recursive: true });
  writeFileSync(blocked.home, '');
  const broken = temporaryHome();
  writeFileSync(broken.userConfig, '{ this is no JSON');
  const off = temporaryHome();
  for (const [places, env] of [
    [blocked, {}],
    [broken, {}],
    [off, { HINDCAST_DISABLED: '1' }],
  ] as const) {
    const server = await startServer(places, env);
    server.send(callTool(1, 'record', bashCall('toolu_1')));
    expect(textOf(await server.answerTo(1))).toBe('{}');
    server.child.stdin?.end();
    expect(await server.ended).toEqual({ code: 0, signal: null, said: '' });
    rmSync(blocked.home, { force: true });
  }
  // Settings that cannot be read may have said what is to be redacted.
  expect(existsSync(join(broken.log, 'hook-errors.ndjson'))).toBe(true);
  expect(linesIn(broken)).toEqual([]);
  expect(existsSync(off.log)).toBe(false);
});

test('Sessions at the same time never mix their lines', async () => {
  const places = temporaryHome();
  const servers = await Promise.all([0, 1, 2, 3].map(() => startServer(places)));
  for (const [number, server] of servers.entries()) {
    for (let id = 1; id <= 200; id++) server.send(callTool(id, 'record', bashCall(`s${number}-${id}`)));
    server.child.stdin?.end();
  }
  expect(await Promise.all(servers.map(({ ended }) => ended))).toMatchObject(
    servers.map(() => ({ code: 0, said: '' })),
  );
  expect(new Set(idsIn(places)).size).toBe(800);
  expect(linesIn(places)).toHaveLength(800);
});

/** A folder with a `hindcast` that starts the built program. */
function installed(places: Places): string {
  const program = join(places.home, 'bin', 'hindcast');
  mkdirSync(dirname(program), { recursive: true });
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${join(ROOT, 'bin', 'hindcast.cjs')}" "$@"\n`);
  chmodSync(program, 0o755);
  return `${dirname(program)}${delimiter}${process.env['PATH'] ?? ''}`;
}

test('Questions are answered by the installed program, from what has just been recorded', async () => {
  const places = temporaryHome();
  const server = await startServer(places, { PATH: installed(places) });
  for (let id = 1; id <= 3; id++) server.send(callTool(id, 'record', bashCall(`ok-${id}`)));
  const failure = {
    hook_event_name: 'PostToolUseFailure',
    error: 'Exit code 127\nsh: pytest: command not found',
    is_interrupt: 'false',
  };
  server.send(callTool(4, 'record', bashCall('failed', failure)));
  await server.answerTo(4);
  server.send(callTool(5, 'what_fails', {}));
  server.send(callTool(6, 'similar_failures', { tool: 'Bash', error: "pytest's not found; drop table call" }));
  server.send(callTool(7, 'similar_failures', { error: 'zebra' }));
  server.send(callTool(8, 'similar_failures', {}));
  server.send(callTool(9, 'cost', {}));
  server.send(callTool(10, 'insights', {}));
  server.send(callTool(11, 'insights', { about: 'everything' }));
  expect(textOf(await server.answerTo(5))).toMatch(
    /^Tools in local\/app, last 30 days.*\nBash: 75 % ok \(\d+ %–\d+ %\), n=4; common failure: command_not_found/,
  );
  expect(textOf(await server.answerTo(6))).toMatch(
    /^Bash, command_not_found: 1 times, last on \d{4}-\d\d-\d\d\. For example: .*pytest/,
  );
  expect(textOf(await server.answerTo(7))).toBe('No failure like this was recorded.');
  expect(await server.answerTo(8)).toMatchObject({ result: { isError: true } });
  expect(textOf(await server.answerTo(9))).toMatch(
    /^This session: nothing recorded yet\.\nToday, all agents: nothing recorded yet\./,
  );
  expect(textOf(await server.answerTo(10))).toMatch(/^In this period: 1 error[\s\S]*command_not_found|pytest/);
  expect(textOf(await server.answerTo(11))).toMatch(/^about is one of errors, /);
  server.child.stdin?.end();
  expect(await server.ended).toMatchObject({ code: 0, said: '' });
});

test('Without the program, questions say how to get it', async () => {
  const places = temporaryHome();
  symlinkSync(process.execPath, join(places.home, 'node'));
  const server = await startServer(places, { PATH: places.home });
  for (const [index, name] of ['what_fails', 'insights', 'cost', 'similar_failures'].entries()) {
    server.send(callTool(index + 1, name, { tool: 'Bash' }));
    const answer = await server.answerTo(index + 1);
    expect(answer).toMatchObject({ result: { isError: true } });
    expect(textOf(answer)).toContain('npm install -g hindcast');
  }
  server.child.stdin?.end();
  await server.ended;
});
