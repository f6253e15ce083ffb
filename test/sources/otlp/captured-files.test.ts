/** What Claude Code really sends, kept in files: one body a file, as it came or over many lines, or all of them one a line, as a collector keeps them. */

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import otlp from '../../../src/sources/otlp.ts';
import { ask, importInto, withFolder } from '../../doors/imports.ts';

const CAPTURES = join(import.meta.dirname, '../../../../shared/captures/claude-code-2.1.328/otlp');
const isThere = existsSync(CAPTURES);
if (!isThere) console.warn(`SKIPPED: no captures in ${CAPTURES}; files of real telemetry were not read.`);

const QUIET = ['not-telemetry', 'part-of-event'];
const WHAT = 'select kind, id, session_id, tool, outcome, duration_ms, output_tokens from event order by kind, id';

test.runIf(isThere)('Bodies in files of their own and the lines of a collector tell the same', async () => {
  const bodies = readdirSync(CAPTURES, { recursive: true, encoding: 'utf8' })
    .filter((name) => /v1_\w+\.json$/.test(name))
    .map((name) => readFileSync(join(CAPTURES, name), 'utf8').trim());
  const [single, spread, collected] = [withFolder(), withFolder(), withFolder()];
  const write = (folder: typeof single, textOf: (body: string) => string) =>
    bodies.map((body, index) => folder.write(`body-${index}.json`, textOf(body)));
  const alone = await importInto(single, otlp, write(single, String));
  const lines = await importInto(
    spread,
    otlp,
    write(spread, (body) => JSON.stringify(JSON.parse(body), null, 2)),
  );
  const together = await importInto(collected, otlp, [collected.write('otel.json', bodies.join('\n'))]);
  for (const { warnings, skips } of [alone, lines, together])
    expect({ warnings, reasons: Object.keys(skips).sort() }).toEqual({ warnings: [], reasons: QUIET });
  const told = await ask(single, WHAT);
  expect(new Set(told.map(([kind]) => kind))).toEqual(new Set(['answer', 'call', 'invocation', 'prompt', 'session']));
  expect(await ask(spread, WHAT)).toEqual(told);
  expect(await ask(collected, WHAT)).toEqual(told);
});
