import { type StoredDocument, saveDocument } from '../../../api/documents';
import { goTo } from '../../../application/location';
import { Dialog } from '../../../components/Dialog';
import { formatExactMoment } from '../../../text/times';
import type { PartProps } from '../parts';
import type { Now } from './RevisionView';

interface RestoreDialogProps extends PartProps {
  revision: StoredDocument;
  now: Now;
  onClose: () => void;
}

export function RestoreDialog({ database, id, revision, now, onClose }: RestoreDialogProps) {
  const restore = async () => {
    await saveDocument(database, id, revision.text, now.changeVector);
    await now.onReload();
    goTo({ view: 'document', database, id });
  };
  return (
    <Dialog title="Go back to this revision?" action="Restore" onSubmit={restore} onClose={onClose}>
      <p>
        The document gets the text that it had on {formatExactMoment(revision.lastModified)}. What
        hangs on it stays as it is.
      </p>
      {now.isChanged && <p>What you typed in its editor and did not save is lost.</p>}
    </Dialog>
  );
}
