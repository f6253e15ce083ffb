import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { flaw } from '../../../src/event/validate.ts';
import otlp from '../../../src/sources/otlp.ts';
import { recordsOf } from '../../conformance/read-tree.ts';
import { merged, readAll } from '../codex/reading.ts';

/** One folder for each dialect. */
const cases = ['claude-code', 'codex', 'gemini-cli', 'copilot', 'gen-ai'];

describe.each(cases)('the dialect %s', (name) => {
  const records = recordsOf(otlp, join(import.meta.dirname, name, 'input.jsonl'));
  const { events, skips } = readAll(otlp, 'telemetry.jsonl', { records });

  test('gives the events that are written down', async () => {
    const lines = merged(events).map((event) => JSON.stringify(event));
    const text = `{\n"skips": ${JSON.stringify(skips)},\n"events": [\n${lines.join(',\n')}\n]}\n`;
    await expect(text).toMatchFileSnapshot(join(import.meta.dirname, name, 'events.json'));
  });

  test('gives events that keep the contract and name their observer', () => {
    expect(events.map(flaw).filter((problem) => problem !== undefined)).toEqual([]);
    expect(new Set(events.map(({ observers }) => observers))).toEqual(new Set(['otel']));
  });

  test('lets no content pass', () => {
    expect(JSON.stringify(records)).toContain('SECRET-');
    expect(JSON.stringify(events)).not.toMatch(/SECRET-|ada@example/);
  });
});
