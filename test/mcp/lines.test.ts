/** Cutting a stream into lines. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linesOf, type Line } from '../../src/mcp/lines.ts';

async function* stream(pieces: readonly string[]): AsyncGenerator<string> {
  yield* pieces;
}

async function read(pieces: readonly string[], longest?: number): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const line of linesOf(stream(pieces), longest)) lines.push(line);
  return lines;
}

test('However a text is cut into pieces, the lines are the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string()), async (pieces) => {
      const lines = pieces.join('').split('\n');
      if (lines.at(-1) === '') lines.pop();
      expect(await read(pieces)).toEqual(lines.map((text) => ({ text })));
    }),
  );
});

test('Of a line that is too long, both ends are kept, and the next line is whole', async () => {
  const long = `{"id":1,${'x'.repeat(50_000)},"end":2}`;
  for (const size of [1, 7, 4_096, 60_000]) {
    const text = `${long}\nnext\n`;
    const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, at) =>
      text.slice(at * size, (at + 1) * size),
    );
    const [first, second] = await read(pieces, 10_000);
    expect(second).toEqual({ text: 'next' });
    expect(first).toMatchObject({ head: long.slice(0, 4_096) });
    expect(first !== undefined && 'tail' in first && first.tail).toBe(long.slice(-4_096));
  }
});
