/**
 * What a sink is: a place to which events or results are handed when a command asks for it. `write` may be repeated with the same batch
 * and nothing doubles: events carry stable ids, results the id of their analysis and their parameters.
 */

import type { Report } from '../engine/define.ts';
import type { RedactedEvent } from '../redaction/redacted.ts';

export type SinkOption = {
  readonly type: 'text' | 'integer' | 'boolean';
  readonly help: string;
  readonly default: string | number | boolean | null;
};
export type SinkOptions = Readonly<Record<string, string | number | boolean | null>>;

/** `write` has handed the batch on when it resolves; `close` waits for what is under way. */
export type OpenSink<Batch> = { write(batch: readonly Batch[]): Promise<void>; close(): Promise<void> };

type Said = {
  readonly title: string;
  readonly summary: string;
  readonly options: Readonly<Record<string, SinkOption>>;
};
export type EventSink = Said & {
  readonly takes: 'events';
  open(options: SinkOptions): Promise<OpenSink<RedactedEvent>>;
};
export type ResultSink = Said & { readonly takes: 'results'; open(options: SinkOptions): Promise<OpenSink<Report>> };

export type Sink = (EventSink | ResultSink) & { readonly id: string };

/** The file name is the id: `defineSink('parquet', {…})`. */
export function defineSink(id: string, descriptor: EventSink): EventSink & { readonly id: string };
export function defineSink(id: string, descriptor: ResultSink): ResultSink & { readonly id: string };
export function defineSink(id: string, descriptor: EventSink | ResultSink): Sink {
  return { ...descriptor, id };
}
