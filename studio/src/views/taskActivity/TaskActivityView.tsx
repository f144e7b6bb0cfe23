import { listTasks } from '../../api/tasks';
import { useAccess } from '../../application/caller';
import { goTo } from '../../application/location';
import { usePolled } from '../../application/polling';
import { EmptyState } from '../../components/EmptyState';
import { Notice } from '../../components/Notice';
import { Page } from '../../components/Page';
import { QueryStates } from '../../components/QueryStates';
import { SelectField } from '../../components/SelectField';
import { Status } from '../../components/Status';
import { visible } from '../../text/visible';
import { sentenceOfScript } from '../tasks/sentence';
import { BatchTable } from './BatchTable';
import { Charts } from './Charts';
import { TaskAlerts } from './TaskAlerts';
import { TraceSection } from './TraceSection';
import { VerifySection } from './VerifySection';

interface TaskActivityViewProps {
  database: string;
  task: string;
  /** The one that is looked at; the first one if none is named. */
  script?: string;
}

export function TaskActivityView({ database, task, script }: TaskActivityViewProps) {
  const tasks = usePolled(['tasks', database], (signal) => listTasks(database, signal), 1_000);
  const { mayAdminister } = useAccess(database);
  const found = tasks.data?.find(({ name }) => name === task);
  const scripts = found?.processes ?? [];
  const shown = scripts.find((one) => one.script === script) ?? scripts[0];
  return (
    <Page title={task} summary={found && <Status {...sentenceOfScript(found, shown)} />}>
      <QueryStates query={tasks} what="the task" />
      {tasks.data && !found && (
        <EmptyState title="There is no such task.">It may have been renamed or deleted.</EmptyState>
      )}
      {shown && (
        <>
          {mayAdminister && <TaskAlerts database={database} task={task} />}
          {shown.warnings.map((warning) => (
            <Notice key={warning} title="Please note">
              {visible(warning)}
            </Notice>
          ))}
          {scripts.length > 1 && (
            <SelectField
              label="Script"
              value={shown.script}
              choices={scripts.map((one) => ({ value: one.script, text: visible(one.script) }))}
              onChange={(chosen) =>
                goTo({ view: 'taskActivity', database, task, script: chosen }, { replace: true })
              }
            />
          )}
          <Charts
            key={shown.script}
            database={database}
            task={task}
            process={shown}
            at={tasks.dataUpdatedAt}
          />
          {mayAdminister && <TraceSection database={database} task={task} />}
          <BatchTable database={database} task={task} script={shown.script} />
          {mayAdminister && (
            <VerifySection
              key={`verify ${shown.script}`}
              database={database}
              task={task}
              script={shown.script}
            />
          )}
        </>
      )}
    </Page>
  );
}
