/** Shows the bundled sample fortnight: put through redaction, log and engine like real events, in a folder that is deleted afterwards. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { places } from '../../config/home.ts';
import { storeEvents } from '../../ingest/store-events.ts';
import { sampleEvents } from '../../sample/sample.ts';
import type { Context, Parsed } from '../define.ts';
import { redactionHere } from '../../doors/known.ts';
import { deliverOverview } from './deliver.ts';
import { placesLookedIn } from './roots.ts';

export async function showSample(parsed: Parsed, context: Context): Promise<void> {
  const { out, environment, now } = context;
  out.write(
    `No agent has left files on this machine. Looked in:\n${placesLookedIn(environment)
      .map((line) => `  ${line}\n`)
      .join('')}\n`,
  );
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-sample-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  context.atEnd(remove);
  const sample = places(folder);
  await storeEvents({ places: sample, events: sampleEvents(now()), redaction: redactionHere(context) });
  await deliverOverview(
    parsed,
    { ...context, places: sample },
    'SAMPLE DATA, invented: none of this happened on this machine.',
  );
  remove();
  out.write(
    '\nThis was the sample. Once an agent has worked on this machine, `hindcast` shows what it did.\n' +
      'Files that lie elsewhere: hindcast import --path FOLDER\n',
  );
}
