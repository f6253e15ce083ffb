/** Reports over what several observers saw: asked of the real engine over real lines and Parquet files. */

import { expect, test } from 'vitest';
import coverage from '../../src/analyses/coverage.ts';
import tools from '../../src/analyses/tools.ts';
import usage from '../../src/analyses/usage.ts';
import type { Places } from '../../src/config/home.ts';
import { openEngine, type EngineOptions } from '../../src/engine/engine.ts';
import { asideId, unmatchedId } from '../../src/sources/otlp/ids.ts';
import { compact } from '../../src/store/compact.ts';
import { call, keep, redacted, temporaryHome } from '../store/events.ts';

const NOW = { before: '2027-01-01', now: () => new Date('2027-01-01T12:00:00Z') };
const SESSION = { session_id: 's1', session_at: '2026-03-05T08:00:00.000Z' };

function answer(id: string, more: Record<string, unknown>) {
  return redacted({
    v: 2,
    kind: 'answer',
    id,
    agent: 'claude-code',
    session_id: 's1',
    model: 'claude-opus-5-5',
    ...more,
  });
}

const told = answer('msg_1', {
  at: '2026-03-05T00:00:01.000Z',
  observers: 'transcript',
  request_id: 'req_1',
  input_tokens: 100,
  output_tokens: 7,
});
const asked = answer('request:req_1', {
  at: '2026-03-04T23:59:59.000Z',
  observers: 'otel',
  request_id: 'req_1',
  input_tokens: 100,
  output_tokens: 70,
  duration_ms: 900,
  ttft_ms: 120,
  reported_cost_micros: 2_000,
});

async function withEngine<T>(
  places: Places,
  work: (engine: Awaited<ReturnType<typeof openEngine>>) => Promise<T>,
  options: EngineOptions = {},
): Promise<T> {
  const engine = await openEngine(places, options);
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

test.each([
  ['in lines', [], {}],
  ['in Parquet', ['told', 'asked'], {}],
  ['when the answer alone is folded', ['told'], {}],
  ['when the request alone is folded', ['asked'], {}],
  ['when the days before are left out', ['told', 'asked'], { since: '2026-03-05T00:00:00.000Z' }],
])('An answer that telemetry knows by its request is counted once, %s', async (_where, folded, period) => {
  const places = temporaryHome();
  const order = folded[0] === 'asked' ? [asked, told] : [told, asked];
  for (const event of order) {
    keep(places, [event]);
    if (folded.includes(event === told ? 'told' : 'asked')) await compact(places, NOW);
  }
  await withEngine(
    places,
    async (engine) => {
      const { rows } = await engine.sql(
        'select answer_id, observers, input_tokens, output_tokens, duration_ms, ttft_ms, cost_micros from answer',
      );
      expect(rows).toEqual([['msg_1', 'otel,transcript', 100, 70, 900, 120, 2_000]]);
      expect((await engine.run(usage)).rows).toMatchObject([{ answers: 1, output_tokens: 70, cost_usd: 0.002 }]);
    },
    period,
  );
});

test('A request whose answer nobody else has seen stays an answer of its own', async () => {
  const places = temporaryHome();
  keep(places, [
    told,
    answer('request:req_2', { at: '2026-03-05T00:01:00.000Z', observers: 'otel', request_id: 'req_2' }),
  ]);
  const ids = await withEngine(
    places,
    async (engine) => (await engine.sql('select answer_id from answer order by 1')).rows,
  );
  expect(ids).toEqual([['msg_1'], ['request:req_2']]);
});

test('Rates are those of the transcript, although the hook alone would be too rosy', async () => {
  const places = temporaryHome();
  const at = (minute: number) => ({ ...SESSION, at: `2026-03-05T08:0${minute}:00.000Z`, tool: 'Edit' });
  keep(places, [
    call('ran', { ...at(1), outcome: 'ok' }),
    call('rejected', { ...at(2), outcome: 'tool_error', error_class: 'string_not_found' }),
    call('refused', { ...at(3), outcome: 'denied', error_class: 'permission_rule' }),
    call('ran', { ...at(1), observers: 'hook', outcome: 'ok', duration_ms: 4 }),
  ]);
  await withEngine(places, async (engine) => {
    const { rows, notes } = await engine.run(tools);
    expect(rows).toMatchObject([
      { calls: 3, ok: 1, tool_error: 1, denied: 1, success_rate: 0.5, timed_calls: 1, live_only: 0 },
    ]);
    expect(notes.join(' ')).not.toContain('hooks or telemetry only');
    expect((await engine.run(coverage)).rows).toEqual([
      { observer: 'transcript', calls_seen: 3, calls_missed: 0, share: 1, reasons: null },
      {
        observer: 'hook',
        calls_seen: 1,
        calls_missed: 2,
        share: 1 / 3,
        reasons: 'denied 1, rejected before running 1',
      },
    ]);
  });
});

test.each([
  ['in lines', false],
  ['in Parquet', true],
])(
  'What telemetry tells under ids of its own counts until the chat file is read, and not beside it, %s',
  async (_where, folded) => {
    const places = temporaryHome();
    const gemini = { agent: 'gemini-cli', session_id: 's1' };
    const at = '2026-03-05T08:00:00.000Z';
    const span = call('s1:read_file_1', { ...gemini, at, observers: 'otel', tool: 'read_file', outcome: 'unknown' });
    const log = call(unmatchedId('s1', at, [3]), {
      ...gemini,
      at,
      observers: 'otel',
      tool: 'read_file',
      outcome: 'ok',
    });
    const response = answer(unmatchedId('s1', at, [9]), { ...gemini, at, observers: 'otel', output_tokens: 50 });
    const routed = answer(asideId('s1', at, [9]), { ...gemini, at, observers: 'otel', output_tokens: 4 });
    const ask = async () => {
      if (folded) await compact(places, NOW);
      return withEngine(places, async (engine) => ({
        usage: (await engine.run(usage)).rows,
        tools: (await engine.run(tools)).rows,
        coverage: (await engine.run(coverage)).rows,
      }));
    };
    keep(places, [log, response, routed]);
    expect(await ask()).toMatchObject({
      usage: [{ answers: 2, output_tokens: 54 }],
      tools: [{ calls: 1, ok: 1 }],
      coverage: [
        { observer: 'otel', calls_seen: 1 },
        { observer: 'transcript', calls_seen: 0 },
      ],
    });
    keep(places, [
      span,
      call('s1:read_file_1', { ...gemini, at, tool: 'read_file', outcome: 'ok' }),
      call('s1:read_file_2', {
        ...gemini,
        at,
        tool: 'read_file',
        outcome: 'tool_error',
        error_class: 'rejected_parameters',
      }),
      answer('m1', { ...gemini, at, observers: 'transcript', output_tokens: 50 }),
    ]);
    expect(await ask()).toMatchObject({
      usage: [{ answers: 2, output_tokens: 54 }],
      tools: [{ calls: 2 }],
      coverage: [
        { observer: 'transcript', calls_seen: 2, calls_missed: 0 },
        { observer: 'otel', calls_seen: 1, calls_missed: 1, reasons: 'rejected before running 1' },
      ],
    });
  },
);
