// Alerts as views ask for them.
import { type Alert, countAlerts, listAlerts } from '../../api/alerts';
import { usePolled } from '../../application/polling';

const COUNT_INTERVAL_MS = 10_000;

export function useAlerts(database: string) {
  return usePolled(['alerts', database], (signal) => listAlerts(database, signal));
}

/** Nothing as long as nobody knows. */
export function useAlertCount(database: string): number | undefined {
  return usePolled(
    ['alerts', database, 'count'],
    (signal) => countAlerts(database, signal),
    COUNT_INTERVAL_MS,
  ).data;
}

/** The title of an alert says "SQL ETL: 'task/script'". */
export function isAbout(alert: Alert, task: string): boolean {
  return alert.title.includes(`'${task}/`);
}
