import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { listTaskNames, setTaskDisabled } from '../../api/taskDefinitions';
import { useAccess } from '../../application/caller';
import { goTo } from '../../application/location';
import { Button } from '../../components/Button';
import { DeleteTaskDialog } from './DeleteTaskDialog';
import { ResetDialog } from './ResetDialog';

interface TaskActionsProps {
  database: string;
  name: string;
  scripts: string[];
  isDisabled: boolean;
}

/** What can be done with a task. */
export function TaskActions({ database, name, scripts, isDisabled }: TaskActionsProps) {
  const { mayAdminister } = useAccess(database);
  const queries = useQueryClient();
  const [asks, setAsks] = useState<'reset' | 'delete'>();
  const task = useQuery({
    queryKey: ['taskNames', database],
    queryFn: ({ signal }) => listTaskNames(database, signal),
  }).data?.find((one) => one.name === name);
  const toggle = useMutation({
    mutationFn: async () => task && setTaskDisabled(database, task, !isDisabled),
    // Its id is another one after each change.
    onSuccess: () => queries.invalidateQueries(),
  });
  const close = () => setAsks(undefined);
  const here = { database, task: name };
  return (
    <>
      <Button onClick={() => goTo({ view: 'taskActivity', ...here })}>Activity</Button>
      {mayAdminister && (
        <>
          <Button onClick={() => goTo({ view: 'editTask', ...here })}>Edit</Button>
          <Button disabled={!task || toggle.isPending} onClick={() => toggle.mutate()}>
            {isDisabled ? 'Enable' : 'Disable'}
          </Button>
          <Button disabled={!task} onClick={() => setAsks('reset')}>
            Reset…
          </Button>
          <Button disabled={!task} onClick={() => setAsks('delete')}>
            Delete…
          </Button>
        </>
      )}
      {task && asks === 'reset' && (
        <ResetDialog database={database} task={task} scripts={scripts} onClose={close} />
      )}
      {task && asks === 'delete' && (
        <DeleteTaskDialog database={database} task={task} onClose={close} />
      )}
    </>
  );
}
