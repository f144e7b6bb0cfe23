import { listTasks } from '../../api/tasks';
import { usePolled } from '../../application/polling';
import { EmptyState } from '../../components/EmptyState';
import { ErrorNotice } from '../../components/ErrorNotice';
import { Loading } from '../../components/Loading';
import { Page } from '../../components/Page';
import { countOf } from '../../text/quantities';
import { TaskTable } from './TaskTable';

export function TasksView({ database }: { database: string }) {
  const tasks = usePolled(['tasks', database], (signal) => listTasks(database, signal), 1_000);
  return (
    <Page title="Tasks" summary={tasks.data && countOf(tasks.data.length, 'task')}>
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
