import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { type TaskDefinition, saveTask } from '../../api/taskDefinitions';
import { goTo } from '../../application/location';
import { Button } from '../../components/Button';
import { ErrorNotice } from '../../components/ErrorNotice';
import { Page } from '../../components/Page';
import { leaveSaveWarnings } from '../tasks/SaveWarnings';
import { AdvancedFields } from './AdvancedFields';
import { SaveChangedDialog } from './SaveChangedDialog';
import { ScriptsSection } from './ScriptsSection';
import { TablesSection } from './TablesSection';
import { TaskSection } from './TaskSection';
import { changedScripts, isComplete } from './draft';
import { useSurroundings } from './surroundings';

interface TaskEditorProps {
  database: string;
  /** As the server has it; of id 0 for a new one. */
  stored: TaskDefinition;
}

export function TaskEditor({ database, stored }: TaskEditorProps) {
  const isNew = stored.id === 0;
  const queries = useQueryClient();
  const [task, setTask] = useState(stored);
  const [asksFor, setAsksFor] = useState<string[]>([]);
  const surroundings = useSurroundings(database, task);
  const save = useMutation({
    mutationFn: (begunAnew: string[]) => saveTask(database, task, begunAnew),
    onSuccess: (warnings) => {
      const name = task.name || defaultName(task);
      void queries.invalidateQueries({ queryKey: ['taskNames', database] });
      leaveSaveWarnings(queries, database, name, warnings);
      goTo({ view: 'task', database, task: name });
    },
  });
  const submit = () => {
    const changed = isNew ? [] : changedScripts(stored, task);
    if (changed.length > 0) setAsksFor(changed);
    else save.mutate([]);
  };
  return (
    <Page
      title={isNew ? `New task to a ${destinationOf(task)}` : `Edit ${stored.name}`}
      summary="The script runs for each change of a document; what it loads is sent."
      actions={
        <>
          <Button onClick={() => history.back()}>Cancel</Button>
          <Button look="primary" disabled={!isComplete(task) || save.isPending} onClick={submit}>
            {isNew ? 'Create task' : 'Save task'}
          </Button>
        </>
      }
    >
      {save.isError && <ErrorNotice title="The task was not saved." error={save.error} />}
      <TaskSection database={database} task={task} onChange={setTask} />
      {task.kind === 'Sql' && (
        <TablesSection task={task} catalogue={surroundings.catalogue} onChange={setTask} />
      )}
      <ScriptsSection
        database={database}
        task={task}
        surroundings={surroundings}
        onChange={setTask}
      />
      <AdvancedFields task={task} onChange={setTask} />
      {asksFor.length > 0 && (
        <SaveChangedDialog
          scripts={asksFor}
          onSave={save.mutateAsync}
          onClose={() => setAsksFor([])}
        />
      )}
    </Page>
  );
}

function destinationOf({ kind }: TaskDefinition): string {
  return kind === 'Sql' ? 'relational database' : 'document database';
}

/** As the server names a task that has no name. */
function defaultName({ kind, connection }: TaskDefinition): string {
  return `${kind === 'Sql' ? 'SQL' : 'RavenDB'} ETL to ${connection}`;
}
