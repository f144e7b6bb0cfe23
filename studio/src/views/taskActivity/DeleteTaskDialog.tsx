import { useQueryClient } from '@tanstack/react-query';

import { type TaskName, deleteTask } from '../../api/taskDefinitions';
import { goTo } from '../../application/location';
import { Dialog } from '../../components/Dialog';
import { visible } from '../../text/visible';

interface DeleteTaskDialogProps {
  database: string;
  task: TaskName;
  onClose: () => void;
}

export function DeleteTaskDialog({ database, task, onClose }: DeleteTaskDialogProps) {
  const queries = useQueryClient();
  const remove = async () => {
    await deleteTask(database, task);
    await queries.invalidateQueries({ queryKey: ['taskNames', database] });
    goTo({ view: 'tasks', database });
  };
  return (
    <Dialog
      title={`Delete ${visible(task.name)}?`}
      action="Delete"
      isDangerous
      onSubmit={remove}
      onClose={onClose}
    >
      <p>
        Changes are no longer sent to {visible(task.connection)}. What was delivered stays there.
        Its position and its list of errors go with the task.
      </p>
    </Dialog>
  );
}
