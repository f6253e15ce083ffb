/** Clients that are too large, too slow or not clients at all. None of them stops the server from serving the next one. */

import fc from 'fast-check';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeRequest } from './encode.ts';
import { callsOf, openWorld, raw, type World } from './running.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const MB = 1024 * 1024;

let world: World;
beforeAll(async () => {
  world = await openWorld({ limits: { headersMs: 300, requestMs: 600, connections: 16 } });
});
afterAll(() => world.close());

async function expectAlive(): Promise<void> {
  expect((await world.json('/v1/logs', callsOf('toolu_alive'))).status).toBe(200);
  expect(world.errors).toEqual([]);
}

test('A body of 100 MB is refused by its length before it is sent, and in the middle when it has none', async () => {
  const head = `POST /v1/logs HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n`;
  const announced = await raw(world.server.port, `${head}content-length: ${100 * MB}\r\nexpect: 100-continue\r\n\r\n`);
  expect(announced).toMatch(/^HTTP\/1\.1 413 /);
  expect(announced).not.toContain('100 Continue');
  const pieces = Array.from({ length: 100 }, () => Buffer.alloc(MB, 0x20));
  const before = process.memoryUsage().arrayBuffers;
  const sent = await world
    .send({ headers: { ...JSON_TYPE, 'transfer-encoding': 'chunked' }, body: pieces })
    .catch((error: NodeJS.ErrnoException) => error.code);
  // A client that goes on writing may find the connection gone before it reads the answer.
  expect(typeof sent === 'object' ? sent.status : sent).toSatisfy((outcome) =>
    [413, 'EPIPE', 'ECONNRESET'].includes(outcome as never),
  );
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(250 * MB);
  await expectAlive();
});

test('A bomb is refused although it is small', async () => {
  const bomb = gzipSync(Buffer.alloc(200 * MB, 0x20));
  expect(bomb.length).toBeLessThan(MB);
  const { status } = await world.send({ headers: { ...JSON_TYPE, 'content-encoding': 'gzip' }, body: bomb });
  expect(status).toBe(413);
  await expectAlive();
});

test('What nests deeper than anything real is refused, and deep JSON harms nobody', async () => {
  let value: Buffer = Buffer.of(10, 1, 0x61);
  // An array within an array within an array.
  for (let depth = 0; depth < 200; depth++) value = field(5, field(1, value));
  const deep = field(
    1,
    field(
      2,
      field(2, field(6, Buffer.concat([field(1, Buffer.from('gen_ai.response.finish_reasons')), field(2, value)]))),
    ),
  );
  const reply = await world.send({ headers: { 'content-type': 'application/x-protobuf' }, body: deep });
  expect([200, 400]).toContain(reply.status);
  const json = `{"resourceLogs":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
  expect([200, 400]).toContain((await world.send({ headers: JSON_TYPE, body: json })).status);
  await expectAlive();
});

test('A request with more records than anybody sends at once is refused', async () => {
  const many = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[${'{},'.repeat(200_000)}{}]}]}]}`;
  expect((await world.send({ headers: JSON_TYPE, body: many })).status).toBe(413);
  await expectAlive();
});

test('Clients that send their headers or their body drop by drop, or nothing at all, are let go', async () => {
  const head = 'POST /v1/logs HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n';
  const drops = await Promise.all([
    raw(world.server.port, 'POST /v1/logs HTTP/1.1\r\n', { drip: { text: 'x-a: b\r\n', everyMs: 40 } }),
    raw(world.server.port, `${head}content-length: 5000\r\n\r\n`, { drip: { text: ' ', everyMs: 40 } }),
    raw(world.server.port, ''),
  ]);
  expect(drops.map((answer) => answer.slice(0, 12))).toEqual(['HTTP/1.1 408', 'HTTP/1.1 408', 'HTTP/1.1 408']);
  await expectAlive();
});

test('More connections than allowed are not taken, and those that are taken go on', async () => {
  const sockets = Array.from({ length: 40 }, () => connect(world.server.port, '127.0.0.1'));
  const closed = await Promise.all(
    sockets.map(
      (socket) =>
        new Promise<boolean>((resolve) => {
          socket.on('error', () => resolve(true));
          socket.on('close', () => resolve(true));
          socket.setTimeout(200, () => resolve(false));
        }),
    ),
  );
  expect(closed.filter(Boolean).length).toBeGreaterThanOrEqual(24);
  for (const socket of sockets) socket.destroy();
  // The server hears of the ends of these connections only after a while.
  let reply = await world.json('/v1/logs', {}).catch((error: Error) => error.name);
  for (let tries = 0; tries < 100 && typeof reply === 'string'; tries++) {
    await setTimeout(20);
    reply = await world.json('/v1/logs', {}).catch((error: Error) => error.name);
  }
  await expectAlive();
});

test('Requests beyond what may be held in memory are asked to come again', async () => {
  const small = await openWorld({ limits: { bodyBytes: 1000, heldBytes: 1500 } });
  try {
    const held = Array.from({ length: 2 }, () => connect(small.server.port, '127.0.0.1'));
    for (const socket of held)
      socket.write(
        `POST /v1/logs HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n${' '.repeat(700)}`,
      );
    let reply = await small.send({ headers: JSON_TYPE, body: ' '.repeat(900) });
    // The server may not have read the other two yet.
    for (let tries = 0; tries < 50 && reply.status !== 503; tries++)
      reply = await small.send({ headers: JSON_TYPE, body: ' '.repeat(900) });
    expect(reply.status).toBe(503);
    expect(reply.headers['retry-after']).toBe('1');
    for (const socket of held) socket.destroy();
    let after = await small.json('/v1/logs', {});
    for (let tries = 0; tries < 50 && after.status !== 200; tries++) after = await small.json('/v1/logs', {});
    expect(after.status).toBe(200);
  } finally {
    small.close();
  }
});

test('Bytes that are no HTTP are answered in a word', async () => {
  expect(await raw(world.server.port, 'SSH-2.0-OpenSSH_9.9\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  expect(await raw(world.server.port, Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3]))).toMatch(
    /^(HTTP\/1\.1 400 |$)/,
  );
  await expectAlive();
});

test('Real requests with changed bytes are answered, whatever has become of them', async () => {
  const originals = [
    { type: 'application/json', path: '/v1/logs', body: Buffer.from(JSON.stringify(callsOf('toolu_a', 'toolu_b'))) },
    { type: 'application/x-protobuf', path: '/v1/logs', body: encodeRequest(callsOf('toolu_a', 'toolu_b')) },
    { type: 'application/x-protobuf', path: '/v1/traces', body: encodeRequest(callsOf('toolu_a')) },
  ];
  const change = fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.nat(255));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...originals),
      fc.array(change, { maxLength: 8 }),
      async ({ type, path, body }, changes) => {
        const bytes = Buffer.from(body);
        for (const [place, byte] of changes) bytes[Math.floor(place * bytes.length)] = byte;
        const { status } = await world.send({ path, headers: { 'content-type': type }, body: bytes });
        expect([200, 400]).toContain(status);
      },
    ),
    { numRuns: 200 },
  );
  await expectAlive();
});

function field(number: number, content: Buffer): Buffer {
  const length: number[] = [];
  let rest = content.length;
  for (; rest >= 128; rest = Math.floor(rest / 128)) length.push((rest % 128) + 128);
  return Buffer.concat([Buffer.of(number * 8 + 2, ...length, rest), content]);
}
