import { listTasks } from '../../api/tasks';
import { goTo } from '../../application/location';
import { usePolled } from '../../application/polling';
import { EmptyState } from '../../components/EmptyState';
import { Button } from '../../components/Button';
import { ErrorNotice } from '../../components/ErrorNotice';
import { Loading } from '../../components/Loading';
import { Page } from '../../components/Page';
import { countOf } from '../../text/quantities';
import { TaskTable } from './TaskTable';

export function TasksView({ database }: { database: string }) {
  const tasks = usePolled(['tasks', database], (signal) => listTasks(database, signal), 1_000);
  const create = (kind: 'Raven' | 'Sql') => () => goTo({ view: 'newTask', database, kind });
  return (
    <Page
      title="Tasks"
      summary={tasks.data && countOf(tasks.data.length, 'task')}
      actions={
        <>
          <Button onClick={create('Raven')}>Create task to documents</Button>
          <Button onClick={create('Sql')}>Create task to tables</Button>
        </>
      }
    >
      {tasks.isError && (
        <ErrorNotice
          title="The tasks could not be read."
          error={tasks.error}
          onRetry={() => void tasks.refetch()}
        />
      )}
      {tasks.isPending && <Loading what="tasks" />}
      {tasks.data?.length === 0 && (
        <EmptyState title="There is no task yet.">
          A task sends what changes in this database to another one, through a script.
        </EmptyState>
      )}
      {tasks.data && tasks.data.length > 0 && <TaskTable database={database} tasks={tasks.data} />}
    </Page>
  );
}
