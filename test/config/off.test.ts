/** The variables that switch recording off. */

import { expect, test } from 'vitest';
import { offByVariable } from '../../src/config/off.ts';
import { environmentOf } from './environment.ts';

test.each([
  { HINDCAST_DISABLED: '1' },
  { HINDCAST_DISABLED: 'true' },
  { HINDCAST_DISABLED: 'certainly' },
  { DO_NOT_TRACK: '1' },
  { TELEMETRY_ENABLED: 'false' },
  { TELEMETRY_ENABLED: '0' },
  { HINDCAST_DISABLED: '0', DO_NOT_TRACK: 'yes' },
])('%j switches recording off', (variables: Record<string, string>) => {
  expect(offByVariable(environmentOf(variables))).toBeDefined();
});

test.each([
  {},
  { HINDCAST_DISABLED: '0' },
  { HINDCAST_DISABLED: 'off' },
  { DO_NOT_TRACK: '0' },
  { TELEMETRY_ENABLED: 'true' },
])('%j leaves recording on', (variables: Record<string, string>) => {
  expect(offByVariable(environmentOf(variables))).toBeUndefined();
});
