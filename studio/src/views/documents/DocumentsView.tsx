import { useState } from 'react';

import { type Collection, listCollections } from '../../api/databases';
import { ID_PARAMETER, queryOfCollection } from '../../api/rql';
import { type ImportReport, exportAddress } from '../../api/transfer';
import { useAccess } from '../../application/caller';
import { goTo } from '../../application/location';
import { usePolled } from '../../application/polling';
import { Button, DownloadButton } from '../../components/Button';
import { EmptyState } from '../../components/EmptyState';
import { SearchField } from '../../components/Field';
import { Icon } from '../../components/Icon';
import { Page } from '../../components/Page';
import { QueryStates } from '../../components/QueryStates';
import { countOf, formatBytes } from '../../text/quantities';
import { visible } from '../../text/visible';
import { ImportDialog } from '../transfer/ImportDialog';
import { ImportNotice } from '../transfer/ImportNotice';
import { CollectionList } from './CollectionList';
import { DocumentTable } from './DocumentTable';
import styles from './DocumentsView.module.css';

interface DocumentsViewProps {
  database: string;
  /** All of the database without one. */
  collection?: string;
}

export function DocumentsView({ database, collection }: DocumentsViewProps) {
  const collections = usePolled(['collections', database], (signal) =>
    listCollections(database, signal),
  );
  const { mayWrite } = useAccess(database);
  const [idPrefix, setIdPrefix] = useState('');
  const [isImporting, setIsImporting] = useState(false);
  const [report, setReport] = useState<ImportReport>();
  const hasDocuments = collections.data !== undefined && collections.data.length > 0;
  const create = () =>
    goTo({ view: 'newDocument', database, ...(collection !== undefined && { collection }) });

  const importButton = mayWrite && (
    <Button onClick={() => setIsImporting(true)}>
      <Icon name="upload" /> Import
    </Button>
  );
  return (
    <Page
      title={collection ?? 'All documents'}
      summary={collections.data && summaryOf(collections.data, collection)}
      actions={
        !collections.isLoadingError && (
          <>
            <SearchField label="Find ids that begin with" onChange={setIdPrefix} value={idPrefix} />
            {hasDocuments && importButton}
            <DownloadButton href={exportAddress(database)} title={`All of ${visible(database)}`}>
              <Icon name="download" /> Export
            </DownloadButton>
            {mayWrite && (
              <Button look="primary" onClick={create}>
                <Icon name="plus" /> New document
              </Button>
            )}
          </>
        )
      }
      fills
    >
      <QueryStates query={collections} what="the collections" />
      {report && <ImportNotice report={report} onClose={() => setReport(undefined)} />}
      {collections.data?.length === 0 && (
        <EmptyState title="There are no documents yet." action={importButton}>
          Applications write them, and files bring them: an export of a database, or documents as
          JSON, one a line. <code>penstock import</code> reads CSV as well.
        </EmptyState>
      )}
      {hasDocuments && (
        <div className={styles.columns}>
          <CollectionList database={database} collections={collections.data} chosen={collection} />
          <DocumentTable
            key={idPrefix}
            database={database}
            query={queryOfCollection(collection, idPrefix !== '')}
            parameters={{ [ID_PARAMETER]: idPrefix }}
            nothing="No documents have such ids."
          />
        </div>
      )}
      {isImporting && (
        <ImportDialog
          database={database}
          onImported={(imported) => {
            setReport(imported);
            setIsImporting(false);
          }}
          onClose={() => setIsImporting(false)}
        />
      )}
    </Page>
  );
}

function summaryOf(collections: Collection[], name: string | undefined): string {
  const shown = collections.filter((collection) => name === undefined || collection.name === name);
  const documents = shown.reduce((sum, collection) => sum + collection.documents, 0);
  const bytes = shown.reduce((sum, collection) => sum + collection.bytes, 0);
  return `${countOf(documents, 'document')}, ${formatBytes(bytes)}`;
}
