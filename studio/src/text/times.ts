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
