import { deleteCounter } from '../../../api/counters';
import { Dialog } from '../../../components/Dialog';
import { visible } from '../../../text/visible';
import { type PartProps, useRefresh } from '../parts';

interface DeleteCounterDialogProps extends PartProps {
  counter: string;
  onClose: () => void;
}

export function DeleteCounterDialog(props: DeleteCounterDialogProps) {
  const { database, id, counter, onClose } = props;
  const refresh = useRefresh({ database, id });
  const remove = async () => {
    await deleteCounter(database, id, counter);
    await refresh();
    onClose();
  };
  return (
    <Dialog
      title={`Delete ${visible(counter)}?`}
      action="Delete"
      isDangerous
      onSubmit={remove}
      onClose={onClose}
    >
      <p>What it counted is lost. Whoever adds to it afterwards begins at 0.</p>
    </Dialog>
  );
}
