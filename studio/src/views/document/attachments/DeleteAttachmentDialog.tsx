import { deleteAttachment } from '../../../api/attachments';
import { visible } from '../../../text/visible';
import { PartDialog } from '../PartDialog';
import type { PartProps } from '../parts';

interface DeleteAttachmentDialogProps extends PartProps {
  name: string;
  onClose: () => void;
}

export function DeleteAttachmentDialog(props: DeleteAttachmentDialogProps) {
  const { database, id, name, onClose } = props;
  return (
    <PartDialog
      database={database}
      id={id}
      title={`Delete ${visible(name)}?`}
      action="Delete"
      isDangerous
      onSubmit={() => deleteAttachment(database, id, name)}
      onClose={onClose}
    >
      <p>The file is gone from {visible(id)}.</p>
    </PartDialog>
  );
}
