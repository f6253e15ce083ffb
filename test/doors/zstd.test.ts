/** Compressed rollouts: read where Node can, counted and kept for later where it cannot. The files are frames of plain blocks. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { READS_ZSTD, isCompressed, readCompressed } from '../../src/doors/zstd.ts';
import type { SkipReason } from '../../src/event/skip.ts';
import codex from '../../src/sources/codex.ts';
import { openWorld, type World } from '../cli/world.ts';
import { importInto, withFolder } from './imports.ts';

const ROLLOUT = join(import.meta.dirname, '..', 'sources', 'codex', 'records-0.169', 'input.jsonl');
const NAME = 'rollout-2026-11-20T07-47-22-01a1f7ec-a0a8-77d1-ad90-a7b5afb76c1e.jsonl';

if (!READS_ZSTD)
  process.stderr.write('\n*** SKIPPED: this version of Node reads no Zstandard; only refusals are tested. ***\n\n');

/** A frame of Zstandard that compresses nothing: a header without sizes, then blocks of bytes as they are. */
function frameOf(bytes: Buffer): Buffer {
  const blocks: Buffer[] = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58])];
  const size = 100_000;
  for (let at = 0; at < bytes.length; at += size) {
    const block = bytes.subarray(at, at + size);
    const isLast = at + size >= bytes.length ? 1 : 0;
    const header = Buffer.alloc(3);
    header.writeUIntLE((block.length << 3) | isLast, 0, 3);
    blocks.push(header, block);
  }
  return Buffer.concat(blocks);
}

test('Only the end of a name tells what is compressed', () => {
  expect([undefined, 'a.jsonl', 'a.zst.jsonl', 'a.jsonl.zst'].map(isCompressed)).toEqual([false, false, false, true]);
});

test.runIf(READS_ZSTD)('A compressed rollout says what it said before, and is counted once beside it', async () => {
  const plain = withFolder();
  const packed = withFolder();
  const bytes = readFileSync(ROLLOUT);
  plain.write(`.codex/sessions/2026/11/20/${NAME}`, bytes);
  packed.write(`.codex/sessions/2026/11/20/${NAME}.zst`, frameOf(bytes));
  const [as, expected] = [await importInto(packed, codex), await importInto(plain, codex)];
  expect(expected.events).toBeGreaterThan(5);
  expect({ events: as.events, skips: as.skips }).toEqual({ events: expected.events, skips: expected.skips });
  expect(await importInto(packed, codex)).toMatchObject({ read_bytes: 0 });
  packed.write(`.codex/archived_sessions/${NAME}`, bytes);
  expect(await importInto(packed, codex)).toMatchObject({ new_events: 0 });
  // Compressed once more, with more in it: read from the start, without what was known at the end of the last time.
  packed.write(`.codex/sessions/2026/11/20/${NAME}.zst`, frameOf(Buffer.concat([bytes, Buffer.from('\n')])));
  expect(await importInto(packed, codex)).toMatchObject({ events: expected.events, new_events: 0 });
});

test.runIf(READS_ZSTD)('What is no frame, or ends in the middle, is counted', async () => {
  const folder = withFolder();
  const frame = frameOf(readFileSync(ROLLOUT));
  folder.write('.codex/sessions/a.jsonl.zst', Buffer.from('no frame'));
  folder.write('.codex/sessions/b.jsonl.zst', frame.subarray(0, frame.length / 2));
  folder.write('.codex/sessions/c.jsonl.zst', Buffer.alloc(0));
  expect((await importInto(folder, codex)).skips['unreadable-file']).toBeGreaterThanOrEqual(2);
});

test.runIf(!READS_ZSTD)(
  'Without Zstandard the file is counted and left for a later Node, and doctor says so',
  async () => {
    const world: World = openWorld();
    try {
      mkdirSync(join(world.home, '.codex', 'sessions'), { recursive: true });
      writeFileSync(join(world.home, '.codex', 'sessions', `${NAME}.zst`), frameOf(readFileSync(ROLLOUT)));
      for (let time = 0; time < 2; time++)
        expect((await world.run(['import', 'codex'])).out).toContain('1 skipped compressed-file');
      expect((await world.run(['doctor'], { columns: 200 })).out).toMatch(
        /1 of them is compressed, which Node v\S+ cannot read/,
      );
    } finally {
      world.remove();
    }
  },
);

test('A file that is larger than what may be held in memory is not opened', () => {
  const skips: SkipReason[] = [];
  const sink = { record: () => undefined, skip: (reason: SkipReason) => void skips.push(reason) };
  expect(readCompressed({ descriptor: -1, size: 2 ** 40, offset: 0, index: 0 }, sink)).toBe(undefined);
  expect(skips).toEqual([READS_ZSTD ? 'unreadable-file' : 'compressed-file']);
});
