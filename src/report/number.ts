/** Numbers as people read them: three significant digits and a unit. A value is never rounded up to a round figure it does not have. */

import { whole } from '../insight/spoken.ts';

/** `9,812`, and from a million on `1.36 M`. */
export function count(value: number): string {
  return Math.abs(value) < 1e6 ? grouped(value) : scaled(value, DECIMAL);
}

/** `9,812`, `12.3 k`, `1.36 M`. */
export function tokens(value: number): string {
  return Math.abs(value) < 1e4 ? grouped(value) : scaled(value, DECIMAL);
}

/** `1.42`, `0.031`, `1,204`. */
export function number(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 1000) return grouped(Math.round(value));
  return String(Number(value.toPrecision(3)));
}

/** `$4.20`, `$0.0042`, `$1,204`; `<$0.0001` for what is less. */
export function usd(value: number): string {
  const sign = value < 0 ? '-' : '';
  const amount = Math.abs(value);
  if (amount === 0) return '$0.00';
  if (amount < 0.0001) return `${sign}<$0.0001`;
  if (amount < 0.01) return `${sign}$${Number(amount.toPrecision(2)).toFixed(4)}`;
  return amount < 999.995 ? `${sign}$${amount.toFixed(2)}` : `${sign}$${grouped(Math.round(amount))}`;
}

/** `94 %`, `8.3 %`, `99.9 %`; only a true 1 is `100 %`, only a true 0 is `0 %`. */
export function ratio(value: number): string {
  return `${percent(value)} %`;
}

/** `94 % (88–97)`; without a bound only the rate. */
export function interval(value: number, low: number | null, high: number | null): string {
  if (low === null || high === null) return ratio(value);
  // Rounded outwards: an interval must not look narrower than it is.
  return `${ratio(value)} (${Math.max(0, Math.floor(low * 100 + 1e-9))}–${Math.min(100, Math.ceil(high * 100 - 1e-9))})`;
}

/** `340 ms`, `1.24 s`, `12.4 s`, `1 m 20 s`, `3 h 05 m`, `2 d 3 h`. */
export function ms(value: number): string {
  if (value < 0) return `-${ms(-value)}`;
  if (value < 999.5) return `${value > 0 && value < 10 ? Number(value.toPrecision(2)) : Math.round(value)} ms`;
  if (value < 59_950) return `${(value / 1000).toFixed(value < 9_995 ? 2 : 1)} s`;
  const seconds = Math.round(value / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${two(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} m`;
  const hours = Math.round(minutes / 60);
  return `${grouped(Math.floor(hours / 24))} d ${hours % 24} h`;
}

/** `812 B`, `12.3 kB`, `1.20 MB`. */
export function bytes(value: number): string {
  return Math.abs(value) < 1000 ? `${Math.round(value)} B` : `${scaled(value, DECIMAL)}B`;
}

const DECIMAL = ['', 'k', 'M', 'G', 'T', 'P'] as const;

function scaled(value: number, units: readonly string[]): string {
  let rest = value;
  let unit = 0;
  // 999.5 would be shown as 1000 of the smaller unit.
  while (Math.abs(rest) >= 999.5 && unit < units.length - 1) {
    rest /= 1000;
    unit += 1;
  }
  const digits = Math.abs(rest) < 9.995 ? 2 : Math.abs(rest) < 99.95 ? 1 : 0;
  return `${rest.toFixed(digits)} ${units[unit] ?? ''}`;
}

function grouped(value: number): string {
  return Number.isSafeInteger(value) ? whole(value) : value.toLocaleString('en-US', { maximumFractionDigits: 2 });
}

function percent(value: number): string {
  const hundredth = value * 100;
  if (value === 0 || value === 1) return String(hundredth);
  if (hundredth >= 99.5 && value < 1) return Math.min(99.9, Number(hundredth.toFixed(1))).toFixed(1);
  if (hundredth > 0 && hundredth < 0.1) return '<0.1';
  return Math.abs(hundredth) < 9.95 ? String(Number(hundredth.toFixed(1))) : hundredth.toFixed(0);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
