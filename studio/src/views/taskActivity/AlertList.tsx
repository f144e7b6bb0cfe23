import { useMutation, useQueryClient } from '@tanstack/react-query';

import { dismissAlert, listAlerts } from '../../api/alerts';
import { usePolled } from '../../application/polling';
import { Button } from '../../components/Button';
import { Notice } from '../../components/Notice';
import { formatMoment } from '../../text/times';
import { visible, visibleLines } from '../../text/visible';
import styles from './TaskActivity.module.css';

interface AlertListProps {
  database: string;
  task: string;
}

/** What one should know of the task, until it was read. */
export function AlertList({ database, task }: AlertListProps) {
  const queries = useQueryClient();
  const alerts = usePolled(['alerts', database], (signal) => listAlerts(database, signal));
  const dismiss = useMutation({
    mutationFn: (id: string) => dismissAlert(database, id),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['alerts', database] }),
  });
  const ofTask = (alerts.data ?? []).filter(({ title }) => title.includes(`'${task}/`));
  if (ofTask.length === 0) return null;
  return (
    <ul className={styles.alerts} aria-label="Alerts">
      {ofTask.map(({ id, message, createdAt, title }) => (
        <li key={id}>
          <Notice
            title={`${visible(title)} (${formatMoment(createdAt)})`}
            actions={<Button onClick={() => dismiss.mutate(id)}>Mark as read</Button>}
          >
            {visibleLines(message)}
          </Notice>
        </li>
      ))}
    </ul>
  );
}
