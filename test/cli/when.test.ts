import { describe, expect, test } from 'vitest';
import { readWhen } from '../../src/cli/when.ts';

const now = new Date('2026-11-20T12:00:00.000Z');
const since = (text: string, zone = 'UTC') => readWhen(text, 'since', { flag: 'since', now, zone });
const until = (text: string, zone = 'UTC') => readWhen(text, 'until', { flag: 'until', now, zone });

test.each([
  ['12h', '2026-11-20T00:00:00.000Z'],
  ['7d', '2026-11-14T00:00:00.000Z'],
  ['2w', '2026-11-07T00:00:00.000Z'],
  ['1d', '2026-11-20T00:00:00.000Z'],
  ['all', null],
  ['2026-11-01', '2026-11-01T00:00:00.000Z'],
  ['20261101', '2026-11-01T00:00:00.000Z'],
  ['today', '2026-11-20T00:00:00.000Z'],
  ['yesterday', '2026-11-19T00:00:00.000Z'],
  ['2026-11-01T14:30', '2026-11-01T14:30:00.000Z'],
  ['2026-11-01 14:30', '2026-11-01T14:30:00.000Z'],
  ['2026-11-01T14:30:00+02:00', '2026-11-01T12:30:00.000Z'],
  [' 7D ', '2026-11-14T00:00:00.000Z'],
])('--since %s begins at %s', (text, instant) => {
  expect(since(text)).toBe(instant);
});

test.each(['', '7', 'd', '7m', '-3d', '2026-13-01', '2026-02-30', 'tomorrow', '2026-11-01T99:99', '99999999d'])(
  '%j is no time, and is refused',
  (text) => {
    expect(() => since(text)).toThrow(expect.objectContaining({ code: 'usage/bad-value' }));
  },
);

describe('the zone', () => {
  test('A day begins at its midnight in the zone, and --until takes the whole day', () => {
    expect(since('2026-11-01', 'Asia/Tokyo')).toBe('2026-10-31T15:00:00.000Z');
    expect(until('2026-11-01', 'Asia/Tokyo')).toBe('2026-11-01T15:00:00.000Z');
    expect(since('2026-11-01', 'America/New_York')).toBe('2026-11-01T04:00:00.000Z');
  });

  test('The days on which the clocks change have 23 and 25 hours', () => {
    const hours = (day: string, zone: string): number =>
      (Date.parse(String(until(day, zone))) - Date.parse(String(since(day, zone)))) / 3_600_000;
    expect(hours('2026-03-29', 'Europe/Berlin')).toBe(23);
    expect(hours('2026-10-25', 'Europe/Berlin')).toBe(25);
    expect(hours('2026-11-01', 'America/New_York')).toBe(25);
    expect(hours('2026-04-05', 'Australia/Lord_Howe')).toBe(24.5);
  });

  test('Where midnight is skipped, the day begins at the moment after', () => {
    expect(since('2018-11-04', 'America/Sao_Paulo')).toBe('2018-11-04T03:00:00.000Z');
  });

  test('Today is the day of the zone, not of UTC', () => {
    expect(since('today', 'Pacific/Auckland')).toBe('2026-11-20T11:00:00.000Z');
    expect(since('yesterday', 'Pacific/Auckland')).toBe('2026-11-19T11:00:00.000Z');
  });
});
