/** Shows the bundled sample fortnight: put through redaction, log and engine like real events, in a folder that is deleted afterwards. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { places } from '../../config/home.ts';
import { isSkip } from '../../event/skip.ts';
import { makeRedactor, type RedactorOptions } from '../../redaction/redact.ts';
import { sampleEvents } from '../../sample/sample.ts';
import { openLog, toLine, type Line } from '../../store/append.ts';
import { machineId } from '../../store/machine.ts';
import type { Places } from '../../config/home.ts';
import type { Context, Parsed } from '../define.ts';
import { redactorOptions } from '../redaction.ts';
import { deliverOverview } from './deliver.ts';
import { placesLookedIn } from './roots.ts';

export async function showSample(parsed: Parsed, context: Context): Promise<void> {
  const { out, environment, now, settings } = context;
  out.write(`No agent has left files on this machine. Looked in:\n${placesLookedIn(environment).map((line) => `  ${line}\n`).join('')}\n`);
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-sample-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  context.atEnd(remove);
  const sample = places(folder);
  keepSample(sample, { now: now(), redaction: redactorOptions(settings) });
  await deliverOverview(parsed, { ...context, places: sample }, 'SAMPLE DATA, invented: none of this happened on this machine.');
  remove();
}

function keepSample(sample: Places, { now, redaction }: { now: Date; redaction: RedactorOptions }): void {
  const redactor = makeRedactor(redaction);
  const days = new Map<string, Line[]>();
  for (const event of sampleEvents(now)) {
    const redacted = redactor.redactEvent(event);
    const day = event.at.slice(0, 10);
    if (!isSkip(redacted)) days.set(day, [...(days.get(day) ?? []), toLine(redacted)]);
  }
  const log = openLog(sample, machineId(sample));
  for (const [day, lines] of days) log.append(day, lines);
  log.close();
}
