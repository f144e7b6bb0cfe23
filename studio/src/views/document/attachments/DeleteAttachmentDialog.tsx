import { deleteAttachment } from '../../../api/attachments';
import { Dialog } from '../../../components/Dialog';
import { visible } from '../../../text/visible';
import { type PartProps, useRefresh } from '../parts';

interface DeleteAttachmentDialogProps extends PartProps {
  name: string;
  onClose: () => void;
}

export function DeleteAttachmentDialog(props: DeleteAttachmentDialogProps) {
  const { database, id, name, onClose } = props;
  const refresh = useRefresh(props);
  const remove = async () => {
    await deleteAttachment(database, id, name);
    await refresh();
    onClose();
  };
  return (
    <Dialog
      title={`Delete ${visible(name)}?`}
      action="Delete"
      isDangerous
      onSubmit={remove}
      onClose={onClose}
    >
      <p>
        The file is gone from {visible(id)}, and tasks that sent it delete what they made of it.
      </p>
    </Dialog>
  );
}
