// Round places on the axes of a chart.

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TIME_STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 7, 14, 30, 91, 182, 365].map((count) => count * DAY),
];

/** Round numbers, evenly spaced, the first not above `least`, the last not below `greatest`. */
export function numberTicks(least: number, greatest: number, intervals = 4): number[] {
  const room = least === greatest ? Math.abs(least) / 2 || 1 : 0;
  const low = least - room;
  const high = greatest + room;
  const step = roundStep((high - low) / intervals);
  const first = Math.floor(low / step);
  const last = Math.ceil(high / step);
  return Array.from({ length: last - first + 1 }, (_, i) => withoutNoise((first + i) * step));
}

/** 1, 2, 2.5 or 5 times a power of ten, not below `least`. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= least) ?? 10;
  return factor * power;
}

/** 0.3 instead of 0.30000000000000004. */
function withoutNoise(value: number): number {
  return Number(value.toPrecision(12));
}

/**
 * Moments between two others, in milliseconds: whole seconds, hours, days of somebody who is
 * `offset` milliseconds ahead of UTC.
 */
export function timeTicks(from: number, to: number, offset: number, intervals = 6): number[] {
  const wanted = (to - from) / intervals;
  const year = 365 * DAY;
  const step =
    TIME_STEPS.find((candidate) => candidate >= wanted) ?? Math.ceil(wanted / year) * year;
  const ticks = [];
  for (let tick = Math.ceil((from + offset) / step) * step; tick - offset <= to; tick += step)
    ticks.push(tick - offset);
  return ticks;
}

const timeFormats = [
  { below: 5 * MINUTE, format: new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' }) },
  { below: DAY, format: new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' }) },
  {
    below: 7 * DAY,
    format: new Intl.DateTimeFormat('en-GB', {
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
    }),
  },
  {
    below: 365 * DAY,
    format: new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' }),
  },
];
const monthFormat = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric' });

/** How a moment is written on an axis that is `span` milliseconds long. */
export function formatTick(tick: number, span: number): string {
  const format = timeFormats.find(({ below }) => span < below)?.format ?? monthFormat;
  return format.format(tick);
}

const plainNumber = new Intl.NumberFormat('en', { maximumSignificantDigits: 6 });
const shortNumber = new Intl.NumberFormat('en', {
  notation: 'compact',
  maximumSignificantDigits: 4,
});

/** "72.5", "12,000", "1.2M" */
export function formatNumber(value: number): string {
  return (Math.abs(value) < 100_000 ? plainNumber : shortNumber).format(value);
}
