import { useMemo } from 'react';

import { listTasks } from '../../api/tasks';
import { useAccess } from '../../application/caller';
import { goTo } from '../../application/location';
import { usePolled } from '../../application/polling';
import { EmptyState } from '../../components/EmptyState';
import { Button } from '../../components/Button';
import { Page } from '../../components/Page';
import { QueryStates } from '../../components/QueryStates';
import { countOf } from '../../text/quantities';
import { FlowDrawing } from '../flow/FlowDrawing';
import { TaskTable } from './TaskTable';
import { useRates } from './looks';

export function TasksView({ database }: { database: string }) {
  const tasks = usePolled(['tasks', database], (signal) => listTasks(database, signal), 1_000);
  const { mayAdminister } = useAccess(database);
  const drawn = useMemo(
    () => (tasks.data ?? []).map((task) => ({ database, ...task })),
    [database, tasks.data],
  );
  const rates = useRates(drawn, tasks.dataUpdatedAt);
  const create = (kind: 'Raven' | 'Sql') => () => goTo({ view: 'newTask', database, kind });
  return (
    <Page
      title="Tasks"
      summary={tasks.data && countOf(tasks.data.length, 'task')}
      actions={
        mayAdminister && (
          <>
            <Button onClick={create('Raven')}>Create task to documents</Button>
            <Button onClick={create('Sql')}>Create task to tables</Button>
          </>
        )
      }
    >
      <QueryStates query={tasks} what="the tasks" />
      {tasks.data?.length === 0 && (
        <EmptyState title="There is no task yet.">
          A task sends what changes in this database to another one, through a script.
        </EmptyState>
      )}
      {tasks.data && tasks.data.length > 0 && (
        <>
          <FlowDrawing tasks={drawn} rates={rates} />
          <TaskTable database={database} tasks={tasks.data} />
        </>
      )}
    </Page>
  );
}
