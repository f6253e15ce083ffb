/** The parser of files with telemetry: each line is told by itself, so nothing has to be remembered. */

import { skip } from '../../event/skip.ts';
import type { Parser, Yielded } from '../define.ts';
import { object } from '../read.ts';
import { SIGNALS, fromExporter, isExportRequest, recordsOf } from './record.ts';
import { translate } from './translate.ts';

export function openParser(): Parser {
  return {
    read(record) {
      const line = object(record);
      if (line === undefined) return [skip('not-an-object')];
      if (!isExportRequest(line)) {
        const one = fromExporter(line);
        return one === undefined ? [skip('unknown-type')] : translate(one);
      }
      const yielded: Yielded[] = [];
      for (const signal of SIGNALS) for (const one of recordsOf(line, signal)) yielded.push(...translate(one));
      return yielded.length === 0 ? [skip('not-telemetry')] : yielded;
    },
    end: () => [],
    state: () => undefined,
  };
}
