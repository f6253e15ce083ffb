/** One thread of an import: reads the files that it claims and sends their redacted lines back. Nothing that is not redacted leaves it. */

import { setFlagsFromString } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';

import { MOST_UNDER_WAY, claim, type CrewOrder, type FromWorker } from './doors/crew.ts';
import { collectBatches } from './doors/job.ts';
import { makeReader } from './ingest/reader.ts';
import { sources } from './sources/index.ts';

const { jobs, reader: options, redaction, claims, underWay }: CrewOrder = workerData;
const port = parentPort;
if (port === null) throw new Error('ingest-worker runs only as a thread of an import');

// V8 inlines so deeply that compiling costs an import of seconds more than it earns, and takes the processors from the threads that read.
// Set here, for all threads, because a thread that starts under other flags than the process did cannot use what Node compiled beforehand.
setFlagsFromString('--max-inlined-bytecode-size-cumulative=100');

/** Bytes read without a batch after which they are told all the same. */
const TELL_AFTER = 16 * 1024 * 1024;
let untold = 0;

const collector = collectBatches((batch) => {
  for (let waiting = Atomics.load(underWay, 0); waiting >= MOST_UNDER_WAY; waiting = Atomics.load(underWay, 0))
    Atomics.wait(underWay, 0, waiting);
  Atomics.add(underWay, 0, 1);
  send({ batch, bytes: untold });
});
const reader = makeReader({
  reader: options,
  redaction,
  sources,
  collector,
  progress(bytes) {
    untold += bytes;
    if (untold >= TELL_AFTER) send({ bytes: untold });
  },
});

for (let job = claim(jobs, claims, 'largest'); job !== undefined; job = claim(jobs, claims, 'largest'))
  reader.read(job);
collector.flush();

function send(message: FromWorker): void {
  untold = 0;
  // Moved, not copied.
  port?.postMessage(
    message,
    message.batch?.blocks.flatMap(({ block }) => [block.bytes.buffer, block.ends.buffer, block.hashes.buffer]) ?? [],
  );
}
