/** What an import is told and what it answers. */

import type { Environment } from '../config/environment.ts';
import type { Places } from '../config/home.ts';
import type { SkipCounts } from '../event/skip.ts';
import type { RedactorOptions } from '../redaction/redact.ts';
import type { Source } from '../sources/define.ts';

export type ImportOptions = {
  readonly places: Places;
  readonly sources: readonly Source[];
  readonly environment: Environment;
  /** How to redact; a function is asked only when there is something to read. */
  readonly redaction: RedactorOptions | (() => Promise<RedactorOptions>);
  /** Files or folders to read instead of the usual places. */
  readonly paths?: readonly string[];
  readonly onProgress?: (progress: { files: number; doneBytes: number; totalBytes: number }) => void;
  /** Large imports use several threads unless this is false. */
  readonly parallel?: boolean;
  readonly now?: () => Date;
};

export type SourceSummary = {
  /** Files that were read, and files that are there. */
  readonly files: number;
  readonly found: number;
  readonly roots: readonly string[];
  readonly events: number;
  readonly skips: SkipCounts;
};

export type ImportSummary = {
  /** Files that are there, whether or not they had to be read. */
  readonly files: number;
  readonly read_bytes: number;
  readonly events: number;
  /** Events whose line the log did not hold. */
  readonly new_events: number;
  readonly skips: SkipCounts;
  readonly duration_ms: number;
  readonly sources: Readonly<Record<string, SourceSummary>>;
  /** What went wrong without stopping the import, in sentences. */
  readonly warnings: readonly string[];
};
