import { listTasks } from '../../api/tasks';
import { useAccess } from '../../application/caller';
import { usePolled } from '../../application/polling';
import { EmptyState } from '../../components/EmptyState';
import { Page } from '../../components/Page';
import { QueryStates } from '../../components/QueryStates';
import { Status } from '../../components/Status';
import { TaskActions } from '../taskActivity/TaskActions';
import { MissingTables } from './MissingTables';
import { ProcessSection } from './ProcessSection';
import { SaveWarnings } from './SaveWarnings';
import { sentenceOfTask } from './sentence';

interface TaskViewProps {
  database: string;
  task: string;
}

export function TaskView({ database, task: name }: TaskViewProps) {
  const tasks = usePolled(['tasks', database], (signal) => listTasks(database, signal), 1_000);
  const { mayAdminister } = useAccess(database);
  const task = tasks.data?.find((one) => one.name === name);
  return (
    <Page
      title={name}
      summary={task && <Status {...sentenceOfTask(task)} />}
      actions={
        task && (
          <TaskActions
            database={database}
            name={name}
            scripts={task.processes.map(({ script }) => script)}
            isDisabled={!task.isEnabled}
          />
        )
      }
    >
      <QueryStates query={tasks} what="the task" />
      {tasks.data && !task && <EmptyState title="There is no such task." />}
      <SaveWarnings database={database} task={name} />
      {task?.processes.map((process) => (
        <ProcessSection key={process.script} database={database} task={task} process={process} />
      ))}
      {mayAdminister && task?.type === 'SqlEtl' && (
        <MissingTables database={database} task={name} />
      )}
    </Page>
  );
}
