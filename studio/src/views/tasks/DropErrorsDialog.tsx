import { Dialog } from '../../components/Dialog';

interface DropErrorsDialogProps {
  /** "12 documents", "orders/1-A" */
  what: string;
  onDrop: () => Promise<unknown>;
  onClose: () => void;
}

export function DropErrorsDialog({ what, onDrop, onClose }: DropErrorsDialogProps) {
  return (
    <Dialog
      title={`Drop ${what} from the errors?`}
      action="Drop"
      isDangerous
      onSubmit={onDrop}
      onClose={onClose}
    >
      <p>What is dropped stays undelivered until it changes again, and nothing says so any more.</p>
    </Dialog>
  );
}
