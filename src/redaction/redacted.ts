/** The brand that only `redact.ts` gives. `store/append.ts` takes nothing else, so the compiler refuses a second road to the disk. */

import type { Event } from '../event/schema.ts';

declare const redacted: unique symbol;

export type RedactedEvent = Event & { readonly [redacted]: true };
