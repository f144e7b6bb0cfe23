import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { dismissAlert } from '../../api/alerts';
import { listTaskNames } from '../../api/taskDefinitions';
import { Button } from '../../components/Button';
import { EmptyState } from '../../components/EmptyState';
import { ErrorNotice } from '../../components/ErrorNotice';
import { Page } from '../../components/Page';
import { QueryStates } from '../../components/QueryStates';
import { countOf } from '../../text/quantities';
import { AlertList } from './AlertList';
import { isAbout, useAlerts } from './alerts';

/** What one should know of the tasks of a database. */
export function AlertsView({ database }: { database: string }) {
  const queries = useQueryClient();
  const alerts = useAlerts(database);
  const tasks = useQuery({
    queryKey: ['taskNames', database],
    queryFn: ({ signal }) => listTaskNames(database, signal),
  });
  const readAll = useMutation({
    mutationFn: () => Promise.all((alerts.data ?? []).map(({ id }) => dismissAlert(database, id))),
    onSettled: () => queries.invalidateQueries({ queryKey: ['alerts', database] }),
  });
  const unread = alerts.data ?? [];
  return (
    <Page
      title="Alerts"
      summary={alerts.data && `${countOf(unread.length, 'alert')} to be read`}
      actions={
        unread.length > 1 && (
          <Button disabled={readAll.isPending} onClick={() => readAll.mutate()}>
            Mark all as read
          </Button>
        )
      }
    >
      <QueryStates query={alerts} what="the alerts" />
      {readAll.error && <ErrorNotice title="Not all were marked." error={readAll.error} />}
      {alerts.data?.length === 0 && (
        <EmptyState title="There is nothing to be read.">
          An alert comes when a task has trouble, and goes when it is over or was read.
        </EmptyState>
      )}
      <AlertList
        database={database}
        alerts={unread}
        taskOf={(alert) => tasks.data?.find(({ name }) => isAbout(alert, name))?.name}
      />
    </Page>
  );
}
