/** Instants are written as the language itself writes them. */

import { expect, test } from 'vitest';
import { instantOf } from '../../src/event/instant.ts';

test.each([-62_167_219_200_000, -1, 0, 951_782_400_000, 1_709_164_799_999, 1_798_761_600_007, 253_402_300_799_999])(
  '%d ms are the instant that toISOString writes',
  (epochMs) => {
    expect(instantOf(epochMs)).toBe(new Date(epochMs).toISOString());
  },
);
