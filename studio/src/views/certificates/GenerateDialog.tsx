import { useState } from 'react';

import { generateCertificate } from '../../api/certificates';
import { Dialog } from '../../components/Dialog';
import { TextField } from '../../components/Field';
import { RightsFields } from './RightsFields';
import { EMPTY, isComplete, registrationOf } from './draft';
import { useRefresh } from './refresh';

/** A certificate with its key, which is nowhere but here. */
export interface Generated {
  name: string;
  archive: Blob;
}

interface GenerateDialogProps {
  onGenerated: (generated: Generated) => void;
  onClose: () => void;
}

/** Makes a certificate for somebody who has none. */
export function GenerateDialog({ onGenerated, onClose }: GenerateDialogProps) {
  const refresh = useRefresh();
  const [draft, setDraft] = useState(EMPTY);
  const [passphrase, setPassphrase] = useState('');
  const generate = async () => {
    const archive = await generateCertificate(registrationOf(draft), passphrase);
    onGenerated({ name: draft.name, archive });
    await refresh();
  };
  return (
    <Dialog
      title="Generate a certificate"
      action="Generate"
      isReady={isComplete(draft)}
      onSubmit={generate}
      onClose={onClose}
    >
      <p>
        The server makes a key and a certificate, sends both once, and forgets the key. What you do
        not save is lost.
      </p>
      <RightsFields draft={draft} onChange={setDraft} />
      <TextField
        label="Passphrase"
        type="password"
        autoComplete="new-password"
        hint="Of the PKCS#12 file, which a browser imports. It may be empty; the PEM file has none."
        value={passphrase}
        onChange={setPassphrase}
      />
    </Dialog>
  );
}
