import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { places } from '../../src/config/home.ts';
import { developerOf, shareKey, writerOf } from '../../src/share/key.ts';
import { temporaryHome } from '../store/events.ts';

test('A key is made once, for its owner alone, with a copy beside the repository', () => {
  const there = temporaryHome();
  const commonDir = temporaryHome().home;
  const key = shareKey({ places: there, commonDir });
  expect(key.length).toBe(32);
  expect(shareKey({ places: there, commonDir })).toEqual(key);
  const copy = join(commonDir, 'hindcast', 'share.key');
  expect(readFileSync(copy, 'utf8')).toBe(readFileSync(there.shareKeyFile, 'utf8'));
  expect([statSync(copy).mode & 0o777, statSync(there.shareKeyFile).mode & 0o777]).toEqual([0o600, 0o600]);
});

test('A home that was deleted comes back under the same name, and another repository follows it', () => {
  const there = temporaryHome();
  const [one, other] = [temporaryHome().home, temporaryHome().home];
  const key = shareKey({ places: there, commonDir: one });
  rmSync(there.home, { recursive: true });
  expect(shareKey({ places: places(there.home), commonDir: one })).toEqual(key);
  expect(shareKey({ places: places(there.home), commonDir: other })).toEqual(key);
});

test('A repository that knows another key than the home keeps it, because its facts are published under it', () => {
  const commonDir = temporaryHome().home;
  const key = shareKey({ places: temporaryHome(), commonDir });
  const [later, elsewhere] = [temporaryHome(), temporaryHome().home];
  expect(shareKey({ places: later, commonDir: elsewhere })).not.toEqual(key);
  expect(shareKey({ places: later, commonDir })).toEqual(key);
});

test('A copy that holds no key is refused with the next step', () => {
  const commonDir = temporaryHome().home;
  const there = temporaryHome();
  shareKey({ places: there, commonDir });
  writeFileSync(join(commonDir, 'hindcast', 'share.key'), 'what');
  expect(() => shareKey({ places: there, commonDir })).toThrow(/does not hold a key/);
});

test('Names are pseudonyms: the developer has one, and a writer in every repository', () => {
  const key = Buffer.alloc(32, 3);
  expect(developerOf(key)).toMatch(/^dev-[a-z2-7]{6}$/);
  expect(writerOf(key, 'a')).not.toBe(writerOf(key, 'b'));
  expect(developerOf(Buffer.alloc(32, 4))).not.toBe(developerOf(key));
});
