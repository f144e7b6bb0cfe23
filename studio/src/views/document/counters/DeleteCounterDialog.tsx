import { deleteCounter } from '../../../api/counters';
import { visible } from '../../../text/visible';
import { PartDialog } from '../PartDialog';
import type { PartProps } from '../parts';

interface DeleteCounterDialogProps extends PartProps {
  counter: string;
  onClose: () => void;
}

export function DeleteCounterDialog(props: DeleteCounterDialogProps) {
  const { database, id, counter, onClose } = props;
  return (
    <PartDialog
      database={database}
      id={id}
      title={`Delete ${visible(counter)}?`}
      action="Delete"
      isDangerous
      onSubmit={() => deleteCounter(database, id, counter)}
      onClose={onClose}
    >
      <p>What it counted is lost. Whoever adds to it afterwards begins at 0.</p>
    </PartDialog>
  );
}
