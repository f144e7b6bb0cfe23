// Moments as people read them, in their own time zone.

const dayAndTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });
const timeOfDay = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** "22 Nov 2026, 00:44" */
export function formatMoment(wireTime: string): string {
  return dayAndTime.format(new Date(wireTime));
}

/** "22 Nov 2026" */
export function formatDay(wireTime: string): string {
  return day.format(new Date(wireTime));
}

/** "00:44:04" */
export function formatTimeOfDay(wireTime: string): string {
  return timeOfDay.format(new Date(wireTime));
}

const MOMENT = /\bat (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/g;

/**
 * A sentence of the server with the moments that it tells, "… at 2026-11-22T00:44:04.2500000Z", as
 * people say them: "… at 00:44:04", or "… on 22 Nov 2026 at 00:44:04" if that is not today.
 */
export function withMoments(sentence: string, now = new Date()): string {
  return sentence.replace(MOMENT, (_, moment: string) => {
    const date = day.format(new Date(moment));
    const time = `at ${formatTimeOfDay(moment)}`;
    return date === day.format(now) ? time : `on ${date} ${time}`;
  });
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
