import { useMutation, useQueryClient } from '@tanstack/react-query';

import { type Alert, dismissAlert } from '../../api/alerts';
import { Button } from '../../components/Button';
import { ErrorNotice } from '../../components/ErrorNotice';
import { Notice } from '../../components/Notice';
import { PlaceLink } from '../../components/PlaceLink';
import { formatMoment, withMoments } from '../../text/times';
import { visible, visibleLines } from '../../text/visible';
import styles from './AlertList.module.css';

interface AlertListProps {
  database: string;
  alerts: readonly Alert[];
  /** The task that each is about, for a link to it. */
  taskOf?: (alert: Alert) => string | undefined;
}

/** What one should know, until it was read. */
export function AlertList({ database, alerts, taskOf }: AlertListProps) {
  const queries = useQueryClient();
  const dismiss = useMutation({
    mutationFn: (id: string) => dismissAlert(database, id),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['alerts', database] }),
  });
  if (alerts.length === 0) return null;
  return (
    <>
      {dismiss.error && <ErrorNotice title="It was not marked." error={dismiss.error} />}
      <ul className={styles.alerts} aria-label="Alerts">
        {alerts.map((alert) => {
          const { id, message, createdAt, title } = alert;
          const task = taskOf?.(alert);
          return (
            <li key={id}>
              <Notice
                title={`${visible(title)} (${formatMoment(createdAt)})`}
                actions={<Button onClick={() => dismiss.mutate(id)}>Mark as read</Button>}
              >
                <p>{visibleLines(withMoments(message))}</p>
                {task !== undefined && (
                  <p>
                    <PlaceLink to={{ view: 'task', database, task }}>See the task</PlaceLink>
                  </p>
                )}
              </Notice>
            </li>
          );
        })}
      </ul>
    </>
  );
}
