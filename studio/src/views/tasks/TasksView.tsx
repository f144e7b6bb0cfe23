import { listTasks } from '../../api/tasks';
import { goTo } from '../../application/location';
import { usePolled } from '../../application/polling';
import { EmptyState } from '../../components/EmptyState';
import { Button } from '../../components/Button';
import { Page } from '../../components/Page';
import { QueryStates } from '../../components/QueryStates';
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
      <QueryStates query={tasks} what="the tasks" />
      {tasks.data?.length === 0 && (
        <EmptyState title="There is no task yet.">
          A task sends what changes in this database to another one, through a script.
        </EmptyState>
      )}
      {tasks.data && tasks.data.length > 0 && <TaskTable database={database} tasks={tasks.data} />}
    </Page>
  );
}
