/** One call a line. */

import { skip } from '../../event/skip.ts';
import type { FileContext, Parser } from '../define.ts';
import { object } from '../read.ts';
import { makeOrdinals } from '../records/ordinal.ts';
import { readToolCall } from '../records/tool-call.ts';

export function openParser(context: FileContext): Parser {
  const ordinals = makeOrdinals(context.state);
  return {
    read(record) {
      const row = object(record);
      return [row === undefined ? skip('not-an-object') : readToolCall(row, 'execution-telemetry', ordinals.of)];
    },
    end: () => [],
    state: () => ordinals.state(),
  };
}
