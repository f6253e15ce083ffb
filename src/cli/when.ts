/** Reads what people type for a time (`7d`, `2026-11-01`, `yesterday`) as a UTC instant; where a day begins is decided by the zone. */

import { AppError } from '../errors.ts';

export type Asked = { readonly flag: string; readonly now: Date; readonly zone: string };

/** `until` takes the whole of a named day: `--until 2026-11-10` includes the 10th. */
export type Side = 'since' | 'until';

/** `null` for `all`. Throws `usage/bad-value` for what is no time. */
export function readWhen(text: string, side: Side, asked: Asked): string | null {
  const word = text.trim().toLowerCase();
  if (word === 'all') return null;
  const ago = /^(\d{1,5})\s*(h|d|w)$/.exec(word);
  if (ago?.[2] === 'h') return new Date(asked.now.getTime() - Number(ago[1]) * 3_600_000).toISOString();
  if (ago !== null) return lastDays(Number(ago[1]) * (ago[2] === 'w' ? 7 : 1), asked);
  const day = dayOf(word, asked);
  if (day !== undefined) return startOfDay(side === 'until' ? { ...day, day: day.day + 1 } : day, asked.zone);
  const instant = instantOf(text.trim(), asked.zone);
  if (instant !== undefined) return instant;
  throw new AppError('usage/bad-value', `--${asked.flag} ${JSON.stringify(text)} is no time.`, {
    hint: 'Times look like 7d, 12h, 2w, 2026-11-01, 2026-11-01T14:00, today, yesterday or all.',
  });
}

/** Whole days, today among them: a day that is cut off in the middle compares with nothing. */
function lastDays(days: number, { now, zone }: Asked): string {
  const [year = 0, month = 1, day = 1] = localDay(now, zone).split('-').map(Number);
  return startOfDay({ year, month, day: day - Math.max(days, 1) + 1 }, zone);
}

type Day = { readonly year: number; readonly month: number; readonly day: number };

function dayOf(word: string, { now, zone }: Asked): Day | undefined {
  if (word === 'today' || word === 'yesterday') {
    const [year = 0, month = 1, day = 1] = localDay(now, zone).split('-').map(Number);
    return { year, month, day: word === 'today' ? day : day - 1 };
  }
  const match = /^(\d{4})-?(\d\d)-?(\d\d)$/.exec(word);
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? { year, month, day } : undefined;
}

/** `2026-11-20`: the day that it is in the zone. */
export function localDay(instant: Date, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(instant);
}

function startOfDay({ year, month, day }: Day, zone: string): string {
  return zoned(Date.UTC(year, month - 1, day), zone);
}

function instantOf(text: string, zone: string): string | undefined {
  if (!/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(text)) return undefined;
  const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/i.test(text);
  const ms = Date.parse(`${text.replace(' ', 'T')}${hasZone ? '' : 'Z'}`);
  if (Number.isNaN(ms)) return undefined;
  return hasZone ? new Date(ms).toISOString() : zoned(ms, zone);
}

/**
 * The first instant at which the clock of the zone shows what `wall` would be in UTC. A time that is skipped when the clocks go forward is
 * read as if they had not.
 */
function zoned(wall: number, zone: string): string {
  const [before, after] = [wall - offset(wall - 86_400_000, zone), wall - offset(wall + 86_400_000, zone)];
  const shown = [before, after].filter((instant) => instant + offset(instant, zone) === wall);
  return new Date(shown.length === 0 ? before : Math.min(...shown)).toISOString();
}

function offset(instant: number, zone: string): number {
  const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }).format(
    instant,
  );
  return Date.parse(`${shown.replace(' ', 'T')}Z`) - Math.floor(instant / 1000) * 1000;
}
