import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeRequest } from './encode.ts';
import { callsOf, openWorld, type World } from './running.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const PROTOBUF = { 'content-type': 'application/x-protobuf' };

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

function ids(): unknown[] {
  return world.logged().map(({ id }) => id);
}

describe('a request that can be kept', () => {
  test('is in the log, redacted and without content, before it is answered', async () => {
    const { status, headers, body } = await world.json('/v1/logs', callsOf('toolu_json'));
    expect({ status, type: headers['content-type'], body: body.toString() }).toEqual({
      status: 200,
      type: 'application/json',
      body: '{}',
    });
    expect(world.logged().find(({ id }) => id === 'toolu_json')).toMatchObject({
      kind: 'call',
      observers: 'otel',
      agent: 'claude-code',
      tool: 'Bash',
      outcome: 'ok',
      duration_ms: 80,
      at: '2026-05-01T09:00:00.920Z',
    });
    expect(JSON.stringify(world.logged())).not.toMatch(/ada@example|babbage/);
  });

  test('may be protobuf, and is answered in protobuf', async () => {
    const { status, headers, body } = await world.send({
      headers: PROTOBUF,
      body: encodeRequest(callsOf('toolu_protobuf')),
    });
    expect({ status, type: headers['content-type'], length: body.length }).toEqual({
      status: 200,
      type: 'application/x-protobuf',
      length: 0,
    });
    expect(ids()).toContain('toolu_protobuf');
  });

  test('may be compressed, and may come in pieces of unknown length', async () => {
    const body = (id: string) => Buffer.from(JSON.stringify(callsOf(id)));
    const gzipped = await world.send({
      headers: { ...JSON_TYPE, 'content-encoding': 'gzip' },
      body: gzipSync(body('toolu_gzip')),
    });
    const deflated = await world.send({
      headers: { ...JSON_TYPE, 'content-encoding': 'deflate' },
      body: deflateSync(body('toolu_deflate')),
    });
    const whole = body('toolu_chunked');
    const chunked = await world.send({
      headers: { ...JSON_TYPE, 'transfer-encoding': 'chunked' },
      body: [whole.subarray(0, 9), whole.subarray(9)],
    });
    expect([gzipped.status, deflated.status, chunked.status]).toEqual([200, 200, 200]);
    expect(ids()).toEqual(expect.arrayContaining(['toolu_gzip', 'toolu_deflate', 'toolu_chunked']));
  });

  test('may hold metrics, which are acknowledged and counted', async () => {
    const before = world.server.received().skips['not-telemetry'] ?? 0;
    const metrics = { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'a' }, { name: 'b' }] }] }] };
    expect((await world.json('/v1/metrics', metrics)).status).toBe(200);
    expect((await world.send({ path: '/v1/metrics', headers: PROTOBUF, body: encodeRequest(metrics) })).status).toBe(
      200,
    );
    expect(world.server.received().skips['not-telemetry']).toBe(before + 4);
  });

  test('may be empty', async () => {
    expect((await world.json('/v1/traces', {})).status).toBe(200);
    expect((await world.json('/v1/traces', { resourceSpans: [] })).status).toBe(200);
    expect((await world.send({ path: '/v1/traces', headers: PROTOBUF })).status).toBe(200);
  });
});

describe('a request of which a part cannot be kept', () => {
  const request = {
    resourceLogs: [...list(callsOf('toolu_part')), ...list(callsOf('')), 7, { scopeLogs: [{ logRecords: ['x'] }] }],
  };

  test('is kept but for that part, and told how many in JSON', async () => {
    const { status, body } = await world.json('/v1/logs', request);
    expect(status).toBe(200);
    expect(JSON.parse(body.toString())).toEqual({
      partialSuccess: { rejectedLogRecords: '2', errorMessage: '1 no-id, 1 not-an-object' },
    });
    expect(ids()).toContain('toolu_part');
  });

  test('is told the same in protobuf', async () => {
    const { status, body } = await world.send({ headers: PROTOBUF, body: encodeRequest(callsOf('', '', '')) });
    const message = '3 no-id';
    expect(status).toBe(200);
    expect(body).toEqual(
      Buffer.concat([Buffer.of(10, 4 + message.length, 8, 3, 18, message.length), Buffer.from(message)]),
    );
  });

  function list(value: ReturnType<typeof callsOf>): unknown[] {
    return Array.isArray(value['resourceLogs']) ? value['resourceLogs'] : [];
  }
});

describe('a request that is refused', () => {
  const cases: readonly (readonly [name: string, sent: Parameters<World['send']>[0], status: number])[] = [
    ['is no JSON', { headers: JSON_TYPE, body: '{"resourceLogs":[' }, 400],
    ['is JSON of another form', { headers: JSON_TYPE, body: '[1]' }, 400],
    ['is an object of another form', { headers: JSON_TYPE, body: '{"logs":[]}' }, 400],
    ['is no protobuf', { headers: PROTOBUF, body: 'not protobuf at all' }, 400],
    ['is protobuf that is cut', { headers: PROTOBUF, body: encodeRequest(callsOf('a')).subarray(0, -3) }, 400],
    ['has a broken compression', { headers: { ...JSON_TYPE, 'content-encoding': 'gzip' }, body: 'not gzip' }, 400],
    ['has no type', { body: '{}' }, 415],
    ['is of another type', { headers: { 'content-type': 'text/plain' }, body: '{}' }, 415],
    ['is gRPC', { headers: { 'content-type': 'application/grpc' }, body: '' }, 415],
    ['is compressed in an unknown way', { headers: { ...JSON_TYPE, 'content-encoding': 'br' }, body: '{}' }, 415],
    ['names nothing that is here', { path: '/v1/profiles', headers: JSON_TYPE, body: '{}' }, 404],
    ['uses another method', { method: 'GET' }, 405],
    ['writes to a page', { path: '/healthz', headers: JSON_TYPE, body: '{}' }, 405],
  ];

  test.each(cases)('because it %s is told so', async (_name, sent, status) => {
    const before = world.logged().length;
    const reply = await world.send(sent);
    expect(reply.status).toBe(status);
    expect(reply.body.length).toBeGreaterThan(0);
    expect(world.logged().length).toBe(before);
  });

  test('is told why, as a Status in the encoding of the request', async () => {
    const json = await world.send({ headers: JSON_TYPE, body: '{' });
    expect(JSON.parse(json.body.toString())).toEqual({ code: 3, message: 'The body is not JSON.' });
    const protobuf = await world.send({ headers: PROTOBUF, body: Buffer.of(0) });
    expect(protobuf.headers['content-type']).toBe('application/x-protobuf');
    expect(protobuf.body.subarray(0, 3)).toEqual(Buffer.of(8, 3, 18));
  });
});

test('The pages say what this is and what was received, and nothing fails on the way', async () => {
  const front = await world.send({ path: '/', method: 'GET' });
  const health = await world.send({ path: '/healthz?full', method: 'GET' });
  const head = await world.send({ path: '/healthz', method: 'HEAD' });
  expect([front.status, health.status, head.status]).toEqual([200, 200, 200]);
  expect(front.body.toString()).toContain('/v1/logs');
  expect(JSON.parse(health.body.toString())).toMatchObject({
    ok: true,
    requests: expect.any(Number),
    skips: expect.any(Object),
  });
  expect(head.body.length).toBe(0);
  expect(world.errors).toEqual([]);
});

test('A log that cannot be written is answered with 503 and when to come again, and is written again once it can be', async () => {
  const blocked = await openWorld();
  try {
    // A file where the folder of the log should be: it stops root as well.
    writeFileSync(join(blocked.home, 'log'), '');
    const refused = await blocked.json('/v1/logs', callsOf('toolu_lost'));
    expect(refused.status).toBe(503);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    rmSync(join(blocked.home, 'log'));
    mkdirSync(join(blocked.home, 'log'));
    expect((await blocked.json('/v1/logs', callsOf('toolu_kept'))).status).toBe(200);
    expect(blocked.logged().map(({ id }) => id)).toEqual(['toolu_kept']);
  } finally {
    blocked.close();
  }
});

test('With recording switched off, everything is acknowledged and nothing is written', async () => {
  const off = await openWorld({ variables: { DO_NOT_TRACK: '1' } });
  try {
    expect((await off.json('/v1/logs', callsOf('toolu_off'))).status).toBe(200);
    expect(readdirSync(off.home)).toEqual([]);
  } finally {
    off.close();
  }
});
