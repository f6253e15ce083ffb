/** From one record of OpenTelemetry to events: the program that sent it decides which dialect is read. Pure; never throws. */

import { skip } from '../../event/skip.ts';
import type { Yielded } from '../define.ts';
import { isClaudeCode, readClaudeCode } from './claude-code.ts';
import { isCodex, readCodex } from './codex.ts';
import { NOT_TELEMETRY } from './event.ts';
import { isGeminiCli, readGeminiCli } from './gemini-cli.ts';
import { readGenAi } from './gen-ai.ts';
import type { OtlpRecord } from './record.ts';

const NOT_AN_OBJECT = [skip('not-an-object')] as const;

/** Programs with names of their own; all others are read by the GenAI conventions. */
const DIALECTS = [
  { speaks: isClaudeCode, read: readClaudeCode },
  { speaks: isCodex, read: readCodex },
  { speaks: isGeminiCli, read: readGeminiCli },
] as const;

export function translate(record: OtlpRecord | undefined): readonly Yielded[] {
  if (record === undefined) return NOT_AN_OBJECT;
  // Metrics sum up what logs and spans tell one by one.
  if (record.signal === 'metric') return NOT_TELEMETRY;
  const dialect = DIALECTS.find(({ speaks }) => speaks(record));
  return dialect === undefined ? readGenAi(record) : dialect.read(record);
}
