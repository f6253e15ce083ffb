/** The hook process knows every source that has hooks. */

import { expect, test } from 'vitest';
import { translators } from '../../src/hook/translators.ts';
import { sources } from '../../src/sources/index.ts';

test('It translates as the sources do', () => {
  const own = sources.flatMap(({ id, hook }) => (hook === undefined ? [] : [[id, hook] as const]));
  expect(translators).toEqual(Object.fromEntries(own));
});
