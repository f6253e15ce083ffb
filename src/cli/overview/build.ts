/** Makes the overview out of its parts: each is an analysis, and none is known here by name. */

import { overviewParts, type Part as OverviewPart } from '../../analyses/overview/parts.ts';
import type { Cell } from '../../analyses/define.ts';
import type { Engine, Report } from '../../engine/engine.ts';
import { showCell } from '../../report/cell.ts';
import { numberOf } from '../../report/grid.ts';
import { coverageLine, periodOf } from '../../report/period.ts';
import type { Figure, Part, Screen, Series } from '../../report/text.ts';
import { askEach, type Common, type Period } from '../asking.ts';
import { localDay } from '../when.ts';

export type Asked = { readonly part: OverviewPart; readonly report: Report };

export async function askParts(engine: Engine, common: Common): Promise<Asked[]> {
  return askEach(overviewParts, common, engine);
}

export type Framing = { readonly period: Period; readonly now: Date; readonly banner?: string };

export function buildScreen(asked: readonly Asked[], { period, now, banner }: Framing): Screen {
  const [first] = asked;
  const of = (shape: OverviewPart['shape']): readonly Asked[] => asked.filter(({ part }) => part.shape === shape);
  const coverage = asked.map(({ report }) => coverageLine(report)).find((line) => line !== undefined);
  return {
    title: 'Hindcast',
    period: first === undefined ? '' : framed(first.report, period),
    ...(banner === undefined ? {} : { banner }),
    figures: of('headline').flatMap(figures),
    series: of('spark').flatMap((entry) => series(entry, period, now)),
    // What is not the log of this machine cannot be asked further.
    parts: of('table').map((entry) => ({ ...tablePart(entry, period), ...(banner === undefined ? {} : { more: '' }) })),
    ...(coverage === undefined ? {} : { coverage }),
    notes: [...new Set(asked.flatMap(({ report }) => report.notes))],
  };
}

/** `last 7 days (Europe/Berlin), repo …` */
function framed(report: Report, period: Period): string {
  const said = periodOf(report);
  if (period.words === undefined) return said;
  return said.replace(/^.*? \(/, () => `${period.words} (`);
}

function figures({ part, report }: Asked): Figure[] {
  const [row] = report.rows;
  if (row === undefined) return [];
  return part.columns.flatMap((id) => {
    const column = part.analysis.columns[id];
    return column === undefined ? [] : [{ label: column.title.toLowerCase(), value: showCell(row[id], column, 'UTC') }];
  });
}

function series({ part, report }: Asked, period: Period, now: Date): Series[] {
  const [x = '', y = ''] = part.columns;
  const column = part.analysis.columns[y];
  if (column === undefined || report.rows.length === 0) return [];
  const byDay = new Map(report.rows.map((row) => [String(row[x]), row[y] ?? null] as const));
  const days = daysBetween(firstDay([...byDay.keys()], period), lastDay(period, now));
  const values = days.map((day) => numberOf(byDay.get(day)));
  const peak = values.reduce<number>((best, value, index) => ((value ?? -1) > (values[best] ?? -1) ? index : best), 0);
  const most = values[peak] ?? null;
  if (most === null) return [];
  return [
    {
      label: part.title,
      values,
      ticks: days.map(weekday),
      summary: `most ${showCell(most satisfies Cell, column, period.tz)} on ${shortDay(days[peak] ?? '', days.length > 300)}`,
    },
  ];
}

/** `Wed 18 Nov`, with the year when it would not be clear. */
function shortDay(day: string, withYear: boolean): string {
  const year = withYear ? { year: 'numeric' as const } : {};
  return new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...year,
    timeZone: 'UTC',
  })
    .format(new Date(`${day}T12:00:00Z`))
    .replace(',', '');
}

/** `We` */
function weekday(day: string): string {
  return new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: 'UTC' })
    .format(new Date(`${day}T12:00:00Z`))
    .slice(0, 2);
}

function firstDay(known: readonly string[], { since, tz }: Period): string {
  return since === null ? (known.toSorted()[0] ?? '') : localDay(new Date(since), tz);
}

function lastDay({ until, tz }: Period, now: Date): string {
  return localDay(until === null ? now : new Date(Math.min(now.getTime(), Date.parse(until) - 1)), tz);
}

/** Calendar days, so that a day on which nothing was logged has its place. */
function daysBetween(first: string, last: string): string[] {
  const days: string[] = [];
  for (
    let at = Date.parse(`${first}T00:00:00Z`);
    at <= Date.parse(`${last}T00:00:00Z`) && days.length < 4000;
    at += 86_400_000
  ) {
    days.push(new Date(at).toISOString().slice(0, 10));
  }
  return days;
}

function tablePart({ part, report }: Asked, { flag }: Period): Part {
  return {
    title: part.title,
    report,
    analysis: part.analysis,
    shown: { only: part.columns, ...(part.limit === undefined ? {} : { limit: part.limit }) },
    more: `hindcast ${part.analysis.id}${flag}`,
  };
}
