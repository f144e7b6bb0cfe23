import { useState } from 'react';

import { type Certificate, editCertificate } from '../../api/certificates';
import { Dialog } from '../../components/Dialog';
import { visible } from '../../text/visible';
import { RightsFields } from './RightsFields';
import { draftOf, isComplete, registrationOf } from './draft';
import { useRefresh } from './refresh';

interface EditDialogProps {
  certificate: Certificate;
  onClose: () => void;
}

export function EditDialog({ certificate, onClose }: EditDialogProps) {
  const refresh = useRefresh();
  const [draft, setDraft] = useState(() => draftOf(certificate));
  const save = async () => {
    await editCertificate(certificate.thumbprint, registrationOf(draft));
    await refresh();
    onClose();
  };
  return (
    <Dialog
      title={`Certificate ${visible(certificate.name)}`}
      action="Save"
      isReady={isComplete(draft)}
      onSubmit={save}
      onClose={onClose}
    >
      <RightsFields draft={draft} onChange={setDraft} />
      <p>What changes counts from the next request on.</p>
    </Dialog>
  );
}
