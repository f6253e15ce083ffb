/** The tool that the plugin's hooks call: one payload in, on the disk when it answers. */

import type { Recorder } from '../record.ts';
import type { Source } from '../sources/define.ts';
import type { Card } from './greeting.ts';
import type { Tool } from './rpc.ts';
import type { Session } from './session.ts';

export const RECORD: Card = {
  name: 'record',
  description: 'Internal: called by hooks, never by you.',
  inputSchema: { type: 'object', additionalProperties: true },
  readOnly: false,
};

export type RecordParts = {
  readonly recorder: Recorder;
  readonly source: Pick<Source, 'id' | 'hook'>;
  readonly session: Session;
};

/**
 * The client takes the words of the answer for the output of a hook. An empty answer it replaces by a sentence of its own, which then
 * stands in the conversation after every prompt; an object that asks for nothing leaves no trace there.
 */
const NOTHING_TO_SAY = '{}';

export function recordTool({ recorder, source, session }: RecordParts): Tool {
  return {
    ...RECORD,
    call(payload) {
      session.see(payload);
      recorder.record(source, payload);
      return { text: NOTHING_TO_SAY };
    },
  };
}
