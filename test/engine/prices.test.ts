/** The cost of an answer in the views against the price package's own calculation. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { calcPrice } from '@pydantic/genai-prices';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PRICE_DATA, cataloguePrices } from '../../src/engine/prices/catalogue.ts';
import { modelNames } from '../../src/engine/prices/model-name.ts';
import { ownPrices } from '../../src/engine/prices/override.ts';
import { engineOf, type Given } from './event-table.ts';
import { runs } from '../runs.ts';

const MODELS = [
  'claude-opus-5-5',
  'claude-opus-4-6',
  'claude-sonnet-4-6',
  'claude-sonnet-4-5-20250929',
  'claude-haiku-4-5-20251001',
  'claude-fable-5',
  'claude-3-haiku-20240307',
  'claude-opus-4-8[1m]',
  'claude-opus-4-5@20251101',
  'gpt-5.5',
  'gpt-5.6-sol',
  'gpt-5.3-codex',
  'gpt-4.1',
  'o3',
  'o1-pro',
  'gemini-3-pro-preview',
  'gemini-3.8-flash',
  'gemini-1.5-flash',
  'deepseek-chat',
  'deepseek-v4-pro',
  'kimi-k2',
  'grok-4',
  'glm-5',
];

async function costs(given: readonly Given[]): Promise<ReadonlyMap<string, readonly unknown[]>> {
  const engine = await engineOf(given);
  const { rows } = await engine.sql('select answer_id, cost_micros, cost_basis from answer');
  await engine.close();
  return new Map(rows.map(([id, ...rest]) => [String(id), rest]));
}

async function costOf(given: Omit<Given, 'kind'>): Promise<unknown> {
  return (await costs([{ kind: 'answer', id: 'a', ...given }])).get('a')?.[0];
}

test('The cost of any answer equals the calculation of the price package to the micro-dollar.', async () => {
  const tokens = fc.oneof(
    fc.constant(0),
    fc.nat(3000),
    fc.nat(500_000),
    fc.constantFrom(127_999, 128_000, 128_001, 199_999, 200_000, 200_001, 271_999, 272_000, 272_001),
  );
  const answer = fc.record({
    model: fc.constantFrom(...MODELS),
    at: fc.date({ min: new Date('2024-06-01'), max: new Date('2027-06-01'), noInvalidDate: true }),
    input: tokens,
    read: tokens,
    write5m: tokens,
    write1h: tokens,
    output: tokens,
    searches: fc.constantFrom(0, 0, 1, 7),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(answer, { minLength: 150, maxLength: 200 }), async (answers) => {
      const got = await costs(
        answers.map((one, index) => ({
          kind: 'answer',
          id: `a${index}`,
          at: one.at.toISOString(),
          model: one.model,
          input_tokens: one.input,
          cache_read_tokens: one.read,
          cache_write_5m_tokens: one.write5m,
          cache_write_1h_tokens: one.write1h,
          output_tokens: one.output,
          web_searches: one.searches,
        })),
      );
      answers.forEach((one, index) => {
        const expected = calcPrice(
          {
            input_tokens: one.input + one.read + one.write5m + one.write1h,
            cache_read_tokens: one.read,
            cache_write_tokens: one.write5m + one.write1h,
            cache_write_1h_tokens: one.write1h,
            output_tokens: one.output,
            web_searches: one.searches,
          },
          one.model,
          { timestamp: one.at },
        );
        const cost = got.get(`a${index}`)?.[0];
        if (expected === null) expect(cost, one.model).toBeNull();
        else
          expect(Math.abs(Number(cost) - expected.total_price * 1e6), JSON.stringify(one)).toBeLessThanOrEqual(
            0.500_001,
          );
      });
    }),
    { numRuns: runs(8) },
  );
});

describe('Known figures', () => {
  test("An answer of claude-opus-5-5 costs what the client's own figure says.", async () => {
    expect(
      await costOf({
        model: 'claude-opus-5-5',
        input_tokens: 12,
        cache_read_tokens: 15_000,
        cache_write_5m_tokens: 300,
        cache_write_1h_tokens: 600,
        output_tokens: 64,
      }),
    ).toBe(10_628);
  });

  test('300,000 input tokens of claude-sonnet-4-5 cost 1.8225 $ with 1,000 output tokens: the tier covers the whole request.', async () => {
    expect(await costOf({ model: 'claude-sonnet-4-5', input_tokens: 300_000, output_tokens: 1000 })).toBe(1_822_500);
  });

  test('300,000 input tokens of claude-opus-4-6 cost 3.00 $ in February 2026 and 1.50 $ in November: the price of the day counts.', async () => {
    expect(
      await costOf({
        model: 'claude-opus-4-6',
        at: '2026-02-10T00:00:00.000Z',
        input_tokens: 300_000,
        output_tokens: 0,
      }),
    ).toBe(3_000_000);
    expect(
      await costOf({
        model: 'claude-opus-4-6',
        at: '2026-11-20T00:00:00.000Z',
        input_tokens: 300_000,
        output_tokens: 0,
      }),
    ).toBe(1_500_000);
  });
});

describe('What has no price', () => {
  test('A model that nobody prices is unpriced, not free.', async () => {
    for (const model of ['my-own-model', '', '__proto__', 'constructor', '<synthetic>', 'gemma-3-27b-it'])
      expect(await costOf({ model, input_tokens: 10, output_tokens: 1 }), model).toBeNull();
  });

  test('An answer without token counts is unpriced, also when its model has a price.', async () => {
    expect(await costOf({ model: 'claude-opus-5-5' })).toBeNull();
  });

  test("The client's own figure counts before any price, also for a model without one.", async () => {
    const got = await costs([
      {
        kind: 'answer',
        id: 'a',
        model: 'claude-opus-5-5',
        input_tokens: 1_000_000,
        output_tokens: 0,
        reported_cost_micros: 123,
      },
      { kind: 'answer', id: 'b', model: 'nobody-knows', reported_cost_micros: 0 },
    ]);
    expect([got.get('a'), got.get('b')]).toEqual([
      [123, 'reported'],
      [0, 'reported'],
    ]);
  });

  test('A cache write of a model that names no price for it counts as input and is marked as approximate.', async () => {
    const got = await costs([
      { kind: 'answer', id: 'a', model: 'gpt-5.5', input_tokens: 0, cache_write_5m_tokens: 1000, output_tokens: 0 },
    ]);
    expect(got.get('a')).toEqual([5000, 'approximate']);
  });

  test('A service tier without a known price is counted at list price and marked as approximate.', async () => {
    const got = await costs(
      ['standard', 'default', 'fast', 'batch', 'priority'].map((tier) => ({
        kind: 'answer',
        id: tier,
        model: 'gpt-5.5',
        input_tokens: 1000,
        output_tokens: 0,
        service_tier: tier,
      })),
    );
    expect([...got].toSorted().map(([tier, [, basis]]) => [tier, basis])).toEqual([
      ['batch', 'approximate'],
      ['default', 'listed'],
      ['fast', 'approximate'],
      ['priority', 'approximate'],
      ['standard', 'listed'],
    ]);
  });

  test('Absurd token counts give an absurd cost, but never an error.', async () => {
    const most = Number.MAX_SAFE_INTEGER;
    const cost = await costOf({
      model: 'o1-pro',
      input_tokens: most,
      cache_read_tokens: most,
      cache_write_5m_tokens: most,
      cache_write_1h_tokens: most,
      output_tokens: most,
    });
    expect(Number(cost)).toBeGreaterThan(8e15);
  });
});

describe('Names of models', () => {
  test.each([
    ['us.anthropic.claude-opus-4-8-v1:0', 'claude-opus-4-8'],
    ['global.anthropic.claude-sonnet-4-5-20250929-v1:0', 'claude-sonnet-4-5'],
    ['anthropic.claude-opus-4-6-v1', 'claude-opus-4-6'],
    [
      'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-opus-4-5-20251101-v1:0',
      'claude-opus-4-5',
    ],
    ['publishers/anthropic/models/claude-opus-4-5@20251101', 'claude-opus-4-5'],
    ['claude-opus-4-8[1m]', 'claude-opus-4-8'],
    ['us.anthropic.claude-opus-4-8-v1:0[1m]', 'claude-opus-4-8'],
    ['anthropic/claude-opus-4-8', 'claude-opus-4-8'],
    ['openai/gpt-5.5', 'gpt-5.5'],
    [' Claude-Opus-5-5 ', 'claude-opus-5-5'],
  ])('%s has the price of %s.', async (logged, plain) => {
    const prices = await cataloguePrices([logged, plain]);
    const unnamed = (model: string) => prices[model]?.map((price) => ({ ...price, model: '' }));
    expect(unnamed(logged)?.length).toBeGreaterThan(0);
    expect(unnamed(logged)).toEqual(unnamed(plain));
  });

  test('No name is tried for what no model made.', () => {
    expect(modelNames('<synthetic>')).toEqual([]);
    expect(modelNames('  ')).toEqual([]);
  });
});

test("A price of one's own is found by the logged name first, then by the name of the vendor.", () => {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-prices-'));
  const file = join(folder, 'prices.json');
  writeFileSync(
    file,
    JSON.stringify({
      'claude-opus-4-8': { input: 1, output: 2 },
      'claude-opus-4-8[1m]': { input: 3, output: 4, web_search: 0.01 },
    }),
  );
  const prices = ownPrices(file, ['us.anthropic.claude-opus-4-8-v1:0', 'claude-opus-4-8[1m]', 'gpt-5.5']);
  expect(
    prices.map((price) => [price.model, price.input_micros, price.output_micros, price.web_search_micros]),
  ).toEqual([
    ['us.anthropic.claude-opus-4-8-v1:0', 1_000_000, 2_000_000, null],
    ['claude-opus-4-8[1m]', 3_000_000, 4_000_000, 10_000],
  ]);
  rmSync(folder, { recursive: true });
});

test('For every model exactly one price holds at any instant, second of the day and size.', async () => {
  const all = await cataloguePrices(MODELS);
  const rows = Object.values(all).flat();
  expect(rows.length).toBeGreaterThan(MODELS.length);
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(all).filter((model) => (all[model]?.length ?? 0) > 0)),
      fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }),
      fc.nat(2_000_000),
      (model, at, input) => {
        const second = Math.floor(at.getTime() / 1000) % 86_400;
        const holding = all[model]?.filter(
          (price) =>
            price.from_at <= at.toISOString() &&
            at.toISOString() < price.until_at &&
            price.from_second <= second &&
            second < price.until_second &&
            price.over_input_tokens < input &&
            input <= price.until_input_tokens,
        );
        expect(holding?.length, model).toBe(1);
      },
    ),
    { numRuns: runs(2000) },
  );
});

test('The version of the price data is the one of the package.', () => {
  const manifest: unknown = JSON.parse(readFileSync('node_modules/@pydantic/genai-prices/package.json', 'utf8'));
  expect(manifest).toMatchObject({ version: PRICE_DATA.version });
});
