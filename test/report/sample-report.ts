/** A small report with everything that is hard to show: unknown values, long names, wide characters, texts that are attacks. */

import { defineAnalysis, type Analysis, type Row } from '../../src/analyses/define.ts';
import type { Report } from '../../src/engine/engine.ts';

export const analysis: Analysis = defineAnalysis('kettles', {
  title: 'Kettles',
  question: 'Which kettles boil?',
  sql: '-- Which kettles boil?',
  params: {},
  columns: {
    kettle: { type: 'text', title: 'Kettle' },
    boiled: { type: 'count', title: 'Times boiled' },
    water: { type: 'tokens', title: 'Water', minor: true },
    rate: { type: 'ratio', title: 'Success' },
    low: { type: 'ratio', title: 'Low' },
    high: { type: 'ratio', title: 'High' },
    p50_ms: { type: 'ms', title: 'p50' },
    cost_usd: { type: 'usd', title: 'Cost' },
    seen_at: { type: 'instant', title: 'Seen', minor: true },
    loud: { type: 'boolean', title: 'Loud', minor: true },
    advice: { type: 'text', title: 'Advice' },
  },
  chart: { kind: 'interval', x: 'kettle', y: 'rate', low: 'low', high: 'high' },
});

const rows: readonly Row[] = [
  {
    kettle: 'copper',
    boiled: 1204,
    water: 12_345,
    rate: 0.94,
    low: 0.885,
    high: 0.97,
    p50_ms: 340,
    cost_usd: 4.2,
    seen_at: '2026-11-19T23:30:00.000Z',
    loud: true,
    advice: 'Descale it before the next boil; lime makes the whistle late, and the water taste of stone.',
  },
  {
    kettle: 'mcp__kitchen__kettle_with_a_very_long_name',
    boiled: 4,
    water: 1_361_000,
    rate: 0.75,
    low: 0.3,
    high: 0.954,
    p50_ms: 80_000,
    cost_usd: null,
    seen_at: null,
    loud: null,
    advice: null,
  },
  {
    kettle: '鉄瓶',
    boiled: 0,
    water: null,
    rate: null,
    low: null,
    high: null,
    p50_ms: null,
    cost_usd: 0.0042,
    seen_at: '2026-11-20T08:00:00.000Z',
    loud: false,
    advice: null,
  },
  {
    kettle: '=HYPERLINK("http://evil")',
    boiled: 2,
    water: 5,
    rate: 1,
    low: 0.34,
    high: 1,
    p50_ms: 4,
    cost_usd: 0,
    seen_at: null,
    loud: null,
    advice: '<script>alert(1)</script> | **bold** \u001b[31mred',
  },
];

export const report: Report = {
  analysis: 'kettles',
  question: analysis.question,
  params: {
    since: '2026-11-13T12:00:00.000Z',
    until: null,
    repo: null,
    agent: null,
    session: null,
    tz: 'Europe/Berlin',
  },
  coverage: [
    { observer: 'transcript', calls_seen: 1210, share: 1 },
    { observer: 'hook', calls_seen: 302, share: 0.2496 },
  ],
  rows,
  insights: ['Kettles boil dry.', '  Fill them (up to the line).'],
  notes: ['One kettle has no known price.'],
};

export const empty: Report = { ...report, coverage: [], rows: [], insights: [], notes: ['Nobody boiled anything.'] };
