/** The public entry of the package: what the commands do, as functions. Nothing here opens or reads anything when it is imported. */

export { AppError, ERRORS, type ErrorCode } from './errors.ts';
export { eventSchema, type JsonSchema } from './event/json-schema.ts';
export { FIELDS, KINDS, SCHEMA_VERSION, type Event, type EventOf, type FieldName, type Kind } from './event/schema.ts';
export { SKIPS, type Skip, type SkipCounts, type SkipReason } from './event/skip.ts';
export { flaw, isEvent } from './event/validate.ts';
export { readEnvironment } from './config/env.ts';
export type { Environment } from './config/environment.ts';
export { places, type Places } from './config/home.ts';
export { loadSettings, type Settings } from './config/load.ts';
export type { Source } from './sources/define.ts';
export { sources } from './sources/index.ts';
export { makeRedactor, redact, type Redactor, type RedactorOptions } from './redaction/redact.ts';
export { importFiles, type ImportOptions, type ImportSummary } from './ingest.ts';
export type { Analysis, Cell, Column, Param, Row } from './analyses/define.ts';
export { analyses } from './analyses/index.ts';
export type { Engine, Report, SqlResult } from './engine/define.ts';
export { openEngine, type EngineOptions } from './engine/engine.ts';
