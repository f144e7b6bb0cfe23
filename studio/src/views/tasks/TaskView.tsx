import { useMutation, useQueryClient } from '@tanstack/react-query';

import { type Task, listTasks, setTaskEnabled } from '../../api/tasks';
import { usePolled } from '../../application/polling';
import { Button } from '../../components/Button';
import { EmptyState } from '../../components/EmptyState';
import { ErrorNotice } from '../../components/ErrorNotice';
import { Loading } from '../../components/Loading';
import { Page } from '../../components/Page';
import { Status } from '../../components/Status';
import { ProcessSection } from './ProcessSection';
import { sentenceOfTask } from './sentence';

interface TaskViewProps {
  database: string;
  task: string;
}

export function TaskView({ database, task: name }: TaskViewProps) {
  const tasks = usePolled(['tasks', database], (signal) => listTasks(database, signal), 1_000);
  const task = tasks.data?.find((one) => one.name === name);
  return (
    <Page
      title={name}
      summary={task && <Status {...sentenceOfTask(task)} />}
      actions={task && <EnableButton database={database} task={task} />}
    >
      {tasks.isError && (
        <ErrorNotice
          title="The task could not be read."
          error={tasks.error}
          onRetry={() => void tasks.refetch()}
        />
      )}
      {tasks.isPending && <Loading what="the task" />}
      {tasks.data && !task && <EmptyState title="There is no such task." />}
      {task?.processes.map((process) => (
        <ProcessSection key={process.script} database={database} task={task} process={process} />
      ))}
    </Page>
  );
}

function EnableButton({ database, task }: { database: string; task: Task }) {
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: () => setTaskEnabled(database, task, !task.isEnabled),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['tasks', database] }),
  });
  return (
    <Button disabled={change.isPending} onClick={() => change.mutate()}>
      {task.isEnabled ? 'Disable' : 'Enable'}
    </Button>
  );
}
