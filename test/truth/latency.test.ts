/** `latency` gives every part of a session the time that was put into it. */

import { expect, test } from 'vitest';
import latency from '../../src/analyses/latency.ts';
import { latencyWorld } from './latency-world.ts';
import { FEW, openWorlds } from './worlds.ts';

test('Every component has the time that was put into it, and they add up to the whole.', async () => {
  const worlds = await openWorlds(latencyWorld, FEW);
  for (const { truth, ask } of worlds) {
    const { rows } = await ask(latency);
    const put = Object.entries(truth).filter(([, times]) => times.length > 0);
    const found = new Map(rows.map((row) => [String(row['component']), row]));
    const whole = put.reduce((sum, [, times]) => sum + total(times), 0);
    for (const [component, times] of put) {
      expect(found.get(component)?.['total_ms'], component).toBe(total(times));
      const share = found.get(component)?.['share'];
      if (component === 'idle') expect(share).toBeNull();
      else expect(share, component).toBeCloseTo(total(times) / (whole - total(truth.idle)), 9);
      expect(found.get(component)?.['p50_ms'], component).toBeCloseTo(median(times), 3);
    }
    expect(rows.reduce((sum, row) => sum + Number(row['total_ms']), 0)).toBe(whole);
  }
});

function total(times: readonly number[]): number {
  return times.reduce((sum, time) => sum + time, 0);
}

function median(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}
