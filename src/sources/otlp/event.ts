/** The pieces that the events of all dialects are made of: who and when, numbers that may be texts. */

import { skip, type Skip } from '../../event/skip.ts';
import { count, flag, known, text } from '../read.ts';
import { numeric } from './attributes.ts';
import type { OtlpRecord } from './record.ts';

export const NO_TIMESTAMP = [skip('no-timestamp')] as const;
export const NO_ID = [skip('no-id')] as const;
export const NOT_TELEMETRY = [skip('not-telemetry')] as const;
export const PART_OF_EVENT = [skip('part-of-event')] as const;
export const UNKNOWN_TYPE = [skip('unknown-type')] as const;
export const NO_USAGE: readonly Skip[] = [skip('no-usage')];

/** A record whose time is known. */
export type Timed = OtlpRecord & { readonly at: string };

export type Who = {
  readonly agent: string;
  readonly version: string | undefined;
  readonly session: string | undefined;
};

export function commonOf({ agent, version, session }: Who) {
  return known({ observers: 'otel', agent, agent_version: version, session_id: session } as const);
}

/** A count, also one that was sent as text. */
export function amount(value: unknown): number | undefined {
  return count(numeric(value));
}

/** True or false, also as text. */
export function truth(value: unknown): boolean | undefined {
  if (value === 'true') return true;
  return value === 'false' ? false : flag(value);
}

/** When that began which ended at `at` and took `ms`. */
export function beginning(at: string, ms: number | undefined): string {
  return ms === undefined || ms > LONGEST_MS ? at : new Date(Date.parse(at) - ms).toISOString();
}

const LONGEST_MS = 30 * 86_400_000;

/** The first text of a list, or the text itself. */
export function firstText(value: unknown): string | undefined {
  return text(Array.isArray(value) ? value[0] : value);
}
