/** Small files of the store: there, not there, and not to be read. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readText } from '../../src/store/small-file.ts';

test('A file that is not there is told from one that cannot be read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-small-file-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'file');
  expect(readText(path)).toBeUndefined();
  writeFileSync(path, '{"a":1}\n');
  expect(readText(path)).toBe('{"a":1}\n');
  expect(() => readText(join(path, 'below'))).toThrow('cannot be read');
});
