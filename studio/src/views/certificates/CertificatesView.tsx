import { useState } from 'react';

import { type Certificate, listCertificates } from '../../api/certificates';
import { useCaller } from '../../application/caller';
import { usePolled } from '../../application/polling';
import { Button } from '../../components/Button';
import { EmptyState } from '../../components/EmptyState';
import { SearchField } from '../../components/Field';
import { Icon } from '../../components/Icon';
import { Page } from '../../components/Page';
import { QueryStates } from '../../components/QueryStates';
import { countOf } from '../../text/quantities';
import { CertificateTable } from './CertificateTable';
import { EditDialog } from './EditDialog';
import { GenerateDialog, type Generated } from './GenerateDialog';
import { GeneratedNotice } from './GeneratedNotice';
import { RegisterDialog } from './RegisterDialog';
import { RemoveDialog } from './RemoveDialog';
import { UnsecuredNotice } from './UnsecuredNotice';

const INTERVAL_MS = 10_000;
const SEARCHED_FROM = 8;

type Question =
  { what: 'register' | 'generate' } | { what: 'edit' | 'remove'; certificate: Certificate };

/** Whom the server lets in, and to what. */
export function CertificatesView() {
  const isUnsecured = useCaller().thumbprint === '';
  const certificates = usePolled(['certificates'], listCertificates, INTERVAL_MS);
  const [question, setQuestion] = useState<Question>();
  const [generated, setGenerated] = useState<Generated>();
  const [searched, setSearched] = useState('');
  const all = certificates.data ?? [];
  const found = all.filter((certificate) => matches(certificate, searched.trim().toLowerCase()));
  const close = () => setQuestion(undefined);

  return (
    <Page
      title="Certificates"
      summary={
        all.length > 0 &&
        countOf(all.length, 'certificate') +
          (isUnsecured ? '' : ', beside that of the server itself')
      }
      actions={
        <>
          {all.length >= SEARCHED_FROM && (
            <SearchField label="Find a certificate" value={searched} onChange={setSearched} />
          )}
          <Button onClick={() => setQuestion({ what: 'register' })}>Register a certificate</Button>
          <Button look="primary" onClick={() => setQuestion({ what: 'generate' })}>
            <Icon name="plus" /> Generate a certificate
          </Button>
        </>
      }
    >
      {isUnsecured && <UnsecuredNotice />}
      {generated && (
        <GeneratedNotice generated={generated} onClose={() => setGenerated(undefined)} />
      )}
      <QueryStates query={certificates} what="the certificates" />
      {certificates.data && all.length === 0 && (
        <EmptyState title="No certificate is registered yet.">
          People, programs and other servers show a certificate. What it is registered for is what
          they may do here.
        </EmptyState>
      )}
      {all.length > 0 && found.length === 0 && (
        <EmptyState title="No certificate is called that." />
      )}
      {found.length > 0 && (
        <CertificateTable
          certificates={found}
          onEdit={(certificate) => setQuestion({ what: 'edit', certificate })}
          onRemove={(certificate) => setQuestion({ what: 'remove', certificate })}
        />
      )}
      {question?.what === 'register' && <RegisterDialog onClose={close} />}
      {question?.what === 'generate' && (
        <GenerateDialog
          onGenerated={(made) => {
            setGenerated(made);
            close();
          }}
          onClose={close}
        />
      )}
      {question?.what === 'edit' && (
        <EditDialog certificate={question.certificate} onClose={close} />
      )}
      {question?.what === 'remove' && (
        <RemoveDialog certificate={question.certificate} onClose={close} />
      )}
    </Page>
  );
}

function matches({ name, thumbprint, accesses }: Certificate, text: string): boolean {
  return [name, thumbprint, ...Object.keys(accesses)].some((one) =>
    one.toLowerCase().includes(text),
  );
}
