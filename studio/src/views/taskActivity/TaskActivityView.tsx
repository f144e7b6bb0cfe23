import { listTasks } from '../../api/tasks';
import { goTo } from '../../application/location';
import { usePolled } from '../../application/polling';
import { EmptyState } from '../../components/EmptyState';
import { Notice } from '../../components/Notice';
import { Page } from '../../components/Page';
import { QueryStates } from '../../components/QueryStates';
import { SelectField } from '../../components/SelectField';
import { Status } from '../../components/Status';
import { visible } from '../../text/visible';
import { AlertList } from '../alerts/AlertList';
import { isAbout, useAlerts } from '../alerts/alerts';
import { sentenceOfScript } from '../tasks/sentence';
import { BatchTable } from './BatchTable';
import { Charts } from './Charts';
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
  const alerts = (useAlerts(database).data ?? []).filter((alert) => isAbout(alert, task));
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
          <AlertList database={database} alerts={alerts} />
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
          <TraceSection database={database} task={task} />
          <BatchTable database={database} task={task} script={shown.script} />
          <VerifySection
            key={`verify ${shown.script}`}
            database={database}
            task={task}
            script={shown.script}
          />
        </>
      )}
    </Page>
  );
}
