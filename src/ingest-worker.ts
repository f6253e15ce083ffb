/** One thread of an import: reads the files it is handed and sends their redacted lines back. Nothing that is not redacted leaves it. */

import { parentPort, workerData } from 'node:worker_threads';

import { MOST_UNDER_WAY, type CrewOrder, type FromWorker, type ToWorker } from './doors/crew.ts';
import { collectBatches } from './doors/job.ts';
import { makeReader } from './ingest.ts';
import { sources } from './sources/index.ts';

const order: CrewOrder = workerData;
const port = parentPort;
if (port === null) throw new Error('ingest-worker runs only as a thread of an import');

const send = (message: FromWorker): void => port.postMessage(message);
const collector = collectBatches((batch) => {
  for (let waiting = Atomics.load(order.underWay, 0); waiting >= MOST_UNDER_WAY; waiting = Atomics.load(order.underWay, 0)) {
    Atomics.wait(order.underWay, 0, waiting);
  }
  Atomics.add(order.underWay, 0, 1);
  send({ kind: 'batch', batch });
});
const reader = makeReader({ reader: order.reader, redaction: order.redaction, sources, collector, progress: (bytes) => send({ kind: 'progress', bytes }) });

port.on('message', (message: ToWorker) => {
  if (message.kind === 'end') {
    collector.flush();
    port.close();
    return;
  }
  reader.read(message.job);
  send({ kind: 'ready' });
});
