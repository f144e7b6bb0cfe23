import { useState } from 'react';

import { registerCertificate } from '../../api/certificates';
import { Dialog } from '../../components/Dialog';
import { FileField } from '../../components/FileField';
import { TextAreaField } from '../../components/TextAreaField';
import { RightsFields } from './RightsFields';
import { EMPTY, isComplete, registrationOf } from './draft';
import { certificatesIn, readCertificates } from './pem';
import { useRefresh } from './refresh';

/** Lets in the holder of a certificate that there is already. */
export function RegisterDialog({ onClose }: { onClose: () => void }) {
  const refresh = useRefresh();
  const [draft, setDraft] = useState(EMPTY);
  const [text, setText] = useState('');
  const [isWrongFile, setIsWrongFile] = useState(false);
  const certificates = certificatesIn(text);
  const take = async (file: File | undefined) => {
    const found = file ? await readCertificates(file) : '';
    setIsWrongFile(file !== undefined && found === '');
    setText(found);
  };
  const register = async () => {
    await registerCertificate(registrationOf(draft), certificates);
    await refresh();
    onClose();
  };
  return (
    <Dialog
      title="Register a certificate"
      action="Register"
      isReady={isComplete(draft) && certificates !== ''}
      onSubmit={register}
      onClose={onClose}
    >
      <RightsFields draft={draft} onChange={setDraft} />
      <FileField
        label="File of the certificate"
        hint={
          isWrongFile
            ? 'There is no certificate in this file, as PEM or DER. A key is not needed here.'
            : 'PEM or DER. The key stays with its holder.'
        }
        onChange={(file) => void take(file)}
      />
      <TextAreaField
        label="Or its text, -----BEGIN CERTIFICATE-----…"
        rows={3}
        value={text}
        onChange={setText}
      />
    </Dialog>
  );
}
