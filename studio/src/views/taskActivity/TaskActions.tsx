import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { type TaskName, setTaskDisabled } from '../../api/taskDefinitions';
import { goTo } from '../../application/navigation';
import { Button } from '../../components/Button';
import { DeleteTaskDialog } from './DeleteTaskDialog';
import { ResetDialog } from './ResetDialog';

interface TaskActionsProps {
  database: string;
  task: TaskName;
  scripts: string[];
  isDisabled: boolean;
}

export function TaskActions({ database, task, scripts, isDisabled }: TaskActionsProps) {
  const queries = useQueryClient();
  const [asks, setAsks] = useState<'reset' | 'delete'>();
  const toggle = useMutation({
    mutationFn: () => setTaskDisabled(database, task, !isDisabled),
    // Its id is another one after each change.
    onSuccess: () => queries.invalidateQueries(),
  });
  return (
    <>
      <Button onClick={() => goTo({ view: 'editTask', database, task: task.name })}>Edit</Button>
      <Button disabled={toggle.isPending} onClick={() => toggle.mutate()}>
        {isDisabled ? 'Enable' : 'Disable'}
      </Button>
      <Button onClick={() => setAsks('reset')}>Reset…</Button>
      <Button onClick={() => setAsks('delete')}>Delete…</Button>
      {asks === 'reset' && (
        <ResetDialog
          database={database}
          task={task}
          scripts={scripts}
          onClose={() => setAsks(undefined)}
        />
      )}
      {asks === 'delete' && (
        <DeleteTaskDialog database={database} task={task} onClose={() => setAsks(undefined)} />
      )}
    </>
  );
}
