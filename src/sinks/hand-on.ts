/** Hands the chosen events on through a sink, into a place or to a stream, and counts what went and what the format had no place for. */

import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FolderSink, Handing, Sink, SinkOptions, TableSink } from './define.ts';
import type { OpenFacts } from './facts.ts';
import { below, unwritable, writeFile, type Place } from './place.ts';

export type HandedOn = {
  /** That the format holds now. */
  readonly events: number;
  /** How many it does not, by reason. */
  readonly left_out: Readonly<Record<string, number>>;
  readonly files: number;
  readonly bytes: number;
};

/** Takes what is written; resolves when it wants more. */
export type Stream = (piece: string | Uint8Array) => Promise<void>;

export type HandingOn = {
  readonly facts: OpenFacts;
  readonly options: SinkOptions;
  readonly now: Date;
  readonly onProgress: (events: number) => void;
  /** What is to be undone when the program ends early. */
  readonly atEnd: (cleanUp: () => void) => void;
};

type Written = { readonly files: number; readonly bytes: number };

/** Writes aside and puts it in its place at last. */
export async function handOnTo(place: Place, sink: Sink, given: HandingOn): Promise<HandedOn> {
  given.atEnd(place.discard);
  try {
    const { handing, counted } = makeHanding(given);
    const written = await write(place, sink, { ...given, handing, counted });
    place.settle();
    return { ...counted.result(), ...written };
  } catch (error) {
    throw unwritable(error, place.path);
  } finally {
    place.discard();
  }
}

type Writing = HandingOn & { readonly handing: Handing; readonly counted: Counted };

async function write({ aside }: Place, sink: Sink, { facts, options, handing, counted }: Writing): Promise<Written> {
  if (sink.makes === 'folder') return writeFolder(aside, sink, handing);
  if (sink.makes === 'text') return { files: 1, bytes: await writeFile(aside, sink.pieces(handing)) };
  counted.add(await copyTable(aside, sink, { facts, options }));
  return { files: 1, bytes: statSync(aside).size };
}

async function writeFolder(aside: string, sink: FolderSink, handing: Handing): Promise<Written> {
  let files = 0;
  let bytes = 0;
  for await (const { path, pieces } of sink.files(handing)) {
    bytes += await writeFile(below(aside, path), pieces);
    files += 1;
  }
  return { files, bytes };
}

function copyTable(
  path: string,
  sink: TableSink,
  { facts, options }: Pick<HandingOn, 'facts' | 'options'>,
): Promise<number> {
  const { query, format } = sink.table(options);
  return facts.copy(query, path, format);
}

/** A table is made in a file first, because the engine copies into files. */
export async function handOnAsStream(
  stream: Stream,
  sink: Exclude<Sink, FolderSink>,
  given: HandingOn,
): Promise<HandedOn> {
  const { handing, counted } = makeHanding(given);
  let bytes = 0;
  const send = async (piece: string | Uint8Array): Promise<void> => {
    bytes += Buffer.byteLength(piece);
    await stream(piece);
  };
  if (sink.makes === 'text') for await (const piece of sink.pieces(handing)) await send(piece);
  else {
    const folder = mkdtempSync(join(tmpdir(), 'hindcast-export-'));
    const discard = (): void => rmSync(folder, { recursive: true, force: true });
    given.atEnd(discard);
    const path = join(folder, sink.name);
    try {
      counted.add(await copyTable(path, sink, given));
      for await (const chunk of createReadStream(path)) await send(Buffer.from(chunk));
    } catch (error) {
      throw unwritable(error, path);
    } finally {
      discard();
    }
  }
  return { ...counted.result(), files: 0, bytes };
}

type Counted = { add(events: number): void; result(): Pick<HandedOn, 'events' | 'left_out'> };

function makeHanding({ facts, options, now, onProgress }: HandingOn): { handing: Handing; counted: Counted } {
  let handed = 0;
  const left: Record<string, number> = {};
  const counted: Counted = {
    add(events) {
      handed += events;
      onProgress(handed);
    },
    result: () => ({ events: handed - Object.values(left).reduce((all, times) => all + times, 0), left_out: left }),
  };
  const leaveOut = (why: string): void => {
    left[why] = (left[why] ?? 0) + 1;
  };
  return { handing: { facts: facts.facts(counted.add), options, now, leaveOut }, counted };
}
