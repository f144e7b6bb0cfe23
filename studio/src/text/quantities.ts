// Numbers as people read them.

const counts = new Intl.NumberFormat('en');
const shortened = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const tenths = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'];

/** "1,234,567" */
export function formatCount(count: number | bigint): string {
  return counts.format(count);
}

/** "1 document", "1,234 documents" */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** "0", "0.4", "12", "1,234": with one digit behind the point where that tells something. */
export function formatRate(perSecond: number): string {
  return perSecond < 9.95 ? tenths.format(perSecond) : formatCount(Math.round(perSecond));
}

/** "0 ms", "12 ms", "1.5 s" */
export function formatMilliseconds(milliseconds: number): string {
  return milliseconds < 999.5
    ? `${Math.round(milliseconds)} ms`
    : `${shortened.format(milliseconds / 1000)} s`;
}

/** "271 KB" */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  for (; value >= 999.5 && unit + 1 < UNITS.length; ++unit) value /= 1024;
  return `${shortened.format(value)} ${unit === 0 && bytes === 1 ? 'byte' : UNITS[unit]}`;
}
