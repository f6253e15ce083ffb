/**
 * One document of `ccusage` → one answer for each model of each day, session or block. The id is made of what is summed up, never of the
 * sum, so that a later, larger sum of the same day is the same answer seen again.
 */

import type { EventOf } from '../../event/schema.ts';
import { skip, type Skip } from '../../event/skip.ts';
import type { Parser, Yielded } from '../define.ts';
import { standInId } from '../otlp/ids.ts';
import { count, instant, known, list, object, text, type Json } from '../read.ts';
import { leftOf } from '../records/left.ts';

export function openParser(): Parser {
  return { read: (record) => readDocument(object(record)), end: () => [], state: () => null };
}

/** Names of the lists, those of older versions as well. Weeks and months sum up the days. */
const LISTS: readonly (readonly [
  name: string,
  read: ((row: Json, project?: string) => readonly Yielded[]) | undefined,
])[] = [
  ['daily', readDay],
  ['session', readSession],
  ['sessions', readSession],
  ['blocks', readBlock],
  ['weekly', undefined],
  ['monthly', undefined],
];

function readDocument(document: Json | undefined): readonly Yielded[] {
  if (document === undefined) return [skip('not-an-object')];
  const yielded: Yielded[] = [];
  for (const [name, read] of LISTS) {
    for (const value of list(document[name])) {
      const row = object(value);
      yielded.push(...(row === undefined ? [skip('not-an-object')] : (read?.(row) ?? [skip('not-telemetry')])));
    }
  }
  // With --instances, days are grouped by project.
  for (const [project, rows] of Object.entries(object(document['projects']) ?? {}))
    for (const row of list(rows)) yielded.push(...readDay(object(row) ?? {}, project));
  if (yielded.length > 0) return yielded;
  return [skip(LISTS.some(([name]) => Array.isArray(document[name])) ? 'not-telemetry' : 'unknown-type')];
}

/** At noon, so that the day is the same in nearly every time zone: which one it was counted in, nothing tells. */
function readDay(row: Json, project?: string): readonly Yielded[] {
  const day = text(row['period']) ?? text(row['date']);
  const at = day === undefined || !DAY.test(day) ? undefined : instant(`${day}T12:00:00.000Z`);
  if (at === undefined) return [skip('no-timestamp')];
  const client = text(row['agent']) ?? 'all';
  const place = project === undefined ? [] : [project];
  return readModels(row, ['period', 'date'], (model) => ({ id: ['day', day, client, ...place, model].join(':'), at }));
}

/** The transcript of the session, if it is ever imported, replaces what stands in for it. */
function readSession(row: Json): readonly Yielded[] {
  const session = text(row['period']) ?? text(row['sessionId']);
  if (session === undefined) return [skip('no-id')];
  const last = text(object(row['metadata'])?.['lastActivity']) ?? text(row['lastActivity']);
  const at = instant(last !== undefined && DAY.test(last) ? `${last}T12:00:00.000Z` : last);
  if (at === undefined) return [skip('no-timestamp')];
  return readModels(row, ['period', 'sessionId', 'lastActivity'], (model) => ({
    id: standInId(session, `ccusage:${model}`),
    at,
    session_id: session,
  }));
}

/** A block names its models, but tells their tokens together. */
function readBlock(row: Json): readonly Yielded[] {
  const at = instant(row['startTime']);
  if (row['isGap'] === true) return [skip('not-telemetry')];
  if (at === undefined) return [skip('no-timestamp')];
  const counts = object(row['tokenCounts']) ?? {};
  const models = list(row['models']).flatMap((model) => text(model) ?? []);
  const sum = {
    inputTokens: counts['inputTokens'],
    outputTokens: counts['outputTokens'],
    cacheCreationTokens: counts['cacheCreationInputTokens'],
    cacheReadTokens: counts['cacheReadInputTokens'],
    cost: row['costUSD'],
  };
  const left = leftOf(row, new Set([...DERIVED, 'id', 'startTime', 'tokenCounts', 'costUSD']));
  const is = { id: `block:${text(row['id']) ?? at}`, at, model: models.length === 1 ? models[0] : undefined };
  return [answerOf(sum, is, { ...left, per: 'block' })];
}

type Is = {
  readonly id: string;
  readonly at: string;
  readonly session_id?: string;
  readonly model?: string | undefined;
};

/** One answer for each model; without a breakdown the row itself, of a model that is not known. */
function readModels(row: Json, taken: readonly string[], is: (model: string) => Is): readonly Yielded[] {
  const left = leftOf(row, new Set([...DERIVED, ...TOKENS, ...taken]));
  const models = list(row['modelBreakdowns'])
    .map(object)
    .filter((one) => one !== undefined);
  const per = taken.includes('date') ? 'day' : 'session';
  if (models.length === 0) {
    const only = list(row['modelsUsed']).length === 1 ? text(list(row['modelsUsed'])[0]) : undefined;
    return [answerOf({ ...row, cost: row['totalCost'] }, { ...is(only ?? '*'), model: only }, { ...left, per })];
  }
  return models.map((one) => {
    const model = text(one['modelName']);
    const own = leftOf(one, new Set(['modelName', 'cost', ...TOKENS]));
    return answerOf(one, { ...is(model ?? '*'), model }, { ...left, ...own, per });
  });
}

const DAY = /^\d{4}-\d\d-\d\d$/;
const TOKENS = ['inputTokens', 'outputTokens', 'cacheCreationTokens', 'cacheReadTokens'];
/** What follows from the rest, and what is read from it. */
const DERIVED = ['modelBreakdowns', 'modelsUsed', 'totalTokens', 'totalCost', 'isGap'];

function answerOf(sum: Json, { model, ...is }: Is, attributes: Record<string, unknown>): EventOf<'answer'> | Skip {
  const [input, output] = [count(sum['inputTokens']), count(sum['outputTokens'])];
  if (input === undefined && output === undefined) return skip('no-usage');
  const cost = sum['cost'];
  return known({
    kind: 'answer',
    ...is,
    observers: 'log',
    agent: 'ccusage',
    model,
    input_tokens: input,
    output_tokens: output,
    cache_read_tokens: count(sum['cacheReadTokens']),
    // Sums do not tell how long the cache holds.
    cache_write_5m_tokens: count(sum['cacheCreationTokens']),
    reported_cost_micros: typeof cost === 'number' ? count(cost * 1_000_000) : undefined,
    attributes,
  } as const);
}
