import { type StoredDocument, deleteDocument } from '../../api/documents';
import { goTo } from '../../application/location';
import { Dialog } from '../../components/Dialog';
import { visible } from '../../text/visible';

interface DeleteDocumentDialogProps {
  database: string;
  document: StoredDocument;
  onClose: () => void;
}

export function DeleteDocumentDialog({ database, document, onClose }: DeleteDocumentDialogProps) {
  const { id, collection, changeVector } = document;
  const remove = async () => {
    await deleteDocument(database, id, changeVector);
    goTo({ view: 'documents', database, ...(collection !== undefined && { collection }) });
  };
  return (
    <Dialog
      title={`Delete ${visible(id)}?`}
      action="Delete"
      isDangerous
      onSubmit={remove}
      onClose={onClose}
    >
      <p>
        Its attachments, counters and time series go with it, and tasks delete what they made of it.
      </p>
    </Dialog>
  );
}
