import { AlertList } from '../alerts/AlertList';
import { isAbout, useAlerts } from '../alerts/alerts';

interface TaskAlertsProps {
  database: string;
  task: string;
}

/** Those of the alerts that are about a task. */
export function TaskAlerts({ database, task }: TaskAlertsProps) {
  const alerts = (useAlerts(database).data ?? []).filter((alert) => isAbout(alert, task));
  return <AlertList database={database} alerts={alerts} />;
}
