/** Turns files into batches of redacted lines; one per thread. */

import { makeLineAccept, type AcceptOptions } from '../accept.ts';
import type { Collector, Job, ReaderOptions } from '../doors/job.ts';
import { readFile } from '../doors/reader.ts';
import type { Event } from '../event/schema.ts';
import type { SkipReason } from '../event/skip.ts';
import type { RedactorOptions } from '../redaction/redact.ts';
import type { Source } from '../sources/define.ts';

export type Reader = { read(job: Job): void };

type ReaderParts = {
  readonly reader: ReaderOptions;
  readonly redaction: RedactorOptions;
  readonly sources: readonly Source[];
  readonly collector: Collector;
  progress(bytes: number): void;
};

export function makeReader({ reader, redaction, sources, collector, progress }: ReaderParts): Reader {
  const byId = new Map(sources.map((source) => [source.id, source]));
  const keep = makeKeep({ ...reader, redaction }, collector);
  return {
    read(job) {
      const source = byId.get(job.source);
      if (source === undefined) throw new Error(`there is no source ${job.source}`);
      collector.finish(readFile(job, source, { keep, progress }));
    },
  };
}

/** Into the collector with what passes the gate. Answers why when an event is not kept. */
export function makeKeep(options: AcceptOptions, collector: Collector): (event: Event) => SkipReason | undefined {
  const accept = makeLineAccept(options);
  return (event) => {
    const accepted = accept(event);
    if (typeof accepted === 'string') return accepted;
    collector.add(accepted.day, accepted.line);
    return undefined;
  };
}
