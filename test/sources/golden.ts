/** How the golden files of the sources are written: one event a line, fields in the order of the contract. */

import { FIELDS } from '../../src/event/schema.ts';
import { merged, type Read } from './codex/reading.ts';

const ORDER = Object.keys(FIELDS);

export function goldenOf({ events, skips }: Read): string {
  const lines = merged(events).map((event) => {
    const named = ORDER.filter((name) => event[name] !== undefined).map((name) => [name, event[name]]);
    return JSON.stringify(Object.fromEntries(named));
  });
  return `{\n"skips": ${JSON.stringify(skips)},\n"events": [\n${lines.join(',\n')}\n]}\n`;
}
