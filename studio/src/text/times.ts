// Moments as people read them, in their own time zone.

const dayAndTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const timeOfDay = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** "22 Nov 2026, 00:44" */
export function formatMoment(wireTime: string): string {
  return dayAndTime.format(new Date(wireTime));
}

/** "00:44:04" */
export function formatTimeOfDay(wireTime: string): string {
  return timeOfDay.format(new Date(wireTime));
}

const dayAndSecond = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** "22 Nov 2026, 00:44:04.25": all that the server says. */
export function formatExactMoment(wireTime: string): string {
  const fraction = /\.(\d*[1-9])0*Z?$/.exec(wireTime)?.[1];
  return dayAndSecond.format(new Date(wireTime)) + (fraction === undefined ? '' : `.${fraction}`);
}

/** "2026-11-22T00:44:04" of the person's own time zone, as fields for moments have it, or nothing. */
export function toFieldTime(wireTime = ''): string {
  const time = new Date(wireTime);
  if (Number.isNaN(time.getTime())) return '';
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19);
}

/** The wire time of such a field; nothing if it is empty. */
export function fromFieldTime(fieldTime: string): string | undefined {
  const time = new Date(fieldTime);
  return fieldTime === '' || Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
