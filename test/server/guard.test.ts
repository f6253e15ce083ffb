import { expect, test } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { isLoopback } from '../../src/server/guard.ts';
import { callsOf, openWorld } from './running.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const TOKEN = 'correct-horse-battery-staple';

test('Without a token, only the names of this machine are answered to, and no foreign page', async () => {
  const world = await openWorld();
  try {
    const body = JSON.stringify(callsOf('toolu_1'));
    const to = async (headers: Record<string, string>) =>
      (await world.send({ headers: { ...JSON_TYPE, ...headers }, body })).status;
    expect(await to({ host: 'attacker.example' })).toBe(403);
    expect(await to({ host: `127.0.0.1.attacker.example:${world.server.port}` })).toBe(403);
    expect(await to({ origin: 'https://attacker.example' })).toBe(403);
    expect(await to({ origin: 'null' })).toBe(403);
    expect(world.logged()).toEqual([]);
    expect(await to({ host: `localhost:${world.server.port}` })).toBe(200);
    expect(await to({ host: `[::1]:${world.server.port}`, origin: `http://localhost:${world.server.port}` })).toBe(200);
  } finally {
    world.close();
  }
});

test('With a token, whoever does not know it is refused, whatever is asked', async () => {
  const world = await openWorld({ token: TOKEN });
  try {
    const ask = async (path: string, authorization?: string) => {
      const headers = { ...JSON_TYPE, ...(authorization === undefined ? {} : { authorization }) };
      return (await world.send({ path, headers, body: '{}' })).status;
    };
    expect(await ask('/v1/logs')).toBe(401);
    expect(await ask('/v1/logs', 'Bearer wrong')).toBe(401);
    expect(await ask('/v1/logs', `Basic ${TOKEN}`)).toBe(401);
    expect(await ask('/nothing')).toBe(401);
    expect(await ask('/v1/logs', `Bearer ${TOKEN}`)).toBe(200);
  } finally {
    world.close();
  }
});

test('Addresses of this machine are told from others', () => {
  expect(['127.0.0.1', '127.8.9.1', '::1', 'localhost', 'LOCALHOST'].every(isLoopback)).toBe(true);
  expect(['0.0.0.0', '::', '10.0.0.1', '128.0.0.1', 'localhost.example', ''].some(isLoopback)).toBe(false);
});

test('A port that is taken is refused with what to do', async () => {
  const first = await openWorld();
  try {
    const second = openWorld({ port: first.server.port });
    await expect(second).rejects.toBeInstanceOf(AppError);
    await expect(second).rejects.toMatchObject({ code: 'server/port-in-use', hint: expect.stringContaining('--port') });
    await expect(openWorld({ host: '203.0.113.7' })).rejects.toMatchObject({ code: 'server/cannot-listen' });
  } finally {
    first.close();
  }
});
