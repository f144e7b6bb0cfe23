import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import {
  type ErrorCause,
  type FailedDocument,
  dropErrors,
  listFailedDocuments,
  retryErrors,
} from '../../api/taskErrors';
import type { ScriptName } from '../../api/tasks';
import { usePagedRows } from '../../application/paging';
import { ErrorNotice } from '../../components/ErrorNotice';
import { IconButton } from '../../components/IconButton';
import { PlaceLink } from '../../components/PlaceLink';
import { type Column, VirtualTable } from '../../components/VirtualTable';
import { formatMoment } from '../../text/times';
import { visible } from '../../text/visible';
import { DropErrorsDialog } from './DropErrorsDialog';
import styles from './ErrorCauseCard.module.css';

interface FailedDocumentsProps {
  database: string;
  name: ScriptName;
  cause: ErrorCause;
}

/** The documents of a cause, each to be looked at, copied, retried or dropped. */
export function FailedDocuments({ database, name, cause }: FailedDocumentsProps) {
  const queries = useQueryClient();
  const key = ['failedDocuments', database, name, cause.cause];
  // Whenever there is another number of them, or a newer one, the list is another one.
  const page = usePagedRows([...key, cause.documents, cause.last], (range, signal) =>
    listFailedDocuments(database, name, cause.cause, range, signal),
  );
  const [toDrop, setToDrop] = useState<string>();
  const lookAgain = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: key }),
      queries.invalidateQueries({ queryKey: ['errorCauses', database, name] }),
    ]);
  const retry = useMutation({
    mutationFn: (id: string) => retryErrors(database, name, { id }),
    onSuccess: lookAgain,
  });
  const drop = async (id: string) => {
    await dropErrors(database, name, { id });
    setToDrop(undefined);
    await lookAgain();
  };
  const columns: Column<FailedDocument>[] = [
    {
      name: 'Document',
      width: 'minmax(9rem, 1fr)',
      render: ({ documentId }) => (
        <PlaceLink to={{ view: 'document', database, id: documentId }}>
          {visible(documentId)}
        </PlaceLink>
      ),
    },
    { name: 'Since', width: '10rem', render: ({ date }) => formatMoment(date) },
    {
      name: 'Error',
      width: 'minmax(14rem, 2fr)',
      render: ({ error }) => <span title={visible(error)}>{visible(error)}</span>,
    },
    {
      name: 'Actions',
      width: '9.5rem',
      align: 'end',
      render: ({ documentId: id, error, isRetried }) => (
        <>
          <IconButton
            icon="copy"
            label={`Copy the error of ${visible(id)}`}
            onClick={() => void navigator.clipboard.writeText(`${id}: ${error}`)}
          />
          <IconButton icon="trash" label={`Drop ${visible(id)}`} onClick={() => setToDrop(id)} />
          {isRetried ? (
            'Retrying…'
          ) : (
            <IconButton
              icon="retry"
              label={`Retry ${visible(id)}`}
              onClick={() => retry.mutate(id)}
            />
          )}
        </>
      ),
    },
  ];
  return (
    <div className={styles.documents}>
      {retry.error && <ErrorNotice title="It is not retried." error={retry.error} />}
      {page.error !== undefined && page.error !== null && (
        <ErrorNotice
          title="The documents could not be read."
          error={page.error}
          onRetry={page.retry}
        />
      )}
      <VirtualTable
        label="Failed documents"
        columns={columns}
        total={page.lastPage?.total ?? cause.documents}
        rowAt={page.rowAt}
        onShow={page.show}
      />
      {toDrop !== undefined && (
        <DropErrorsDialog
          what={visible(toDrop)}
          onDrop={() => drop(toDrop)}
          onClose={() => setToDrop(undefined)}
        />
      )}
    </div>
  );
}
