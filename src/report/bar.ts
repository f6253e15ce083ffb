/** Bars and error bars of an exact width in cells. */

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/** A bar for `value` of `max`, padded to `width`; anything above zero shows at least a sliver. */
export function bar(value: number | null, max: number, width: number): string {
  if (value === null || value <= 0 || max <= 0) return ' '.repeat(width);
  const eighths = Math.max(1, Math.round(Math.min(1, value / max) * width * 8));
  const drawn = '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
  return drawn + ' '.repeat(width - drawn.length);
}

/** An interval on a scale from 0 to 1: `·····╶──●─╴····`. */
export function errorBar(at: { value: number | null; low: number | null; high: number | null }, width: number): string {
  if (at.value === null) return ' '.repeat(width);
  const cell = (share: number): number => Math.min(width - 1, Math.max(0, Math.round(share * (width - 1))));
  const point = cell(at.value);
  const low = at.low === null ? point : cell(at.low);
  const high = at.high === null ? point : cell(at.high);
  return Array.from({ length: width }, (_, index) => {
    if (index === point) return '●';
    if (index < low || index > high) return '·';
    return index === low ? '╶' : index === high ? '╴' : '─';
  }).join('');
}
