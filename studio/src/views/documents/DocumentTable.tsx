import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';

import { readStatistics } from '../../api/databases';
import { type QueryResult, queryDocuments } from '../../api/documents';
import { usePagedRows } from '../../application/paging';
import { usePolled } from '../../application/polling';
import { EmptyState } from '../../components/EmptyState';
import { ErrorNotice } from '../../components/ErrorNotice';
import { Loading } from '../../components/Loading';
import { VirtualTable } from '../../components/VirtualTable';
import { columnsFor } from './columns';

const NONE = {};

interface DocumentTableProps {
  database: string;
  query: string;
  parameters?: Record<string, unknown>;
  /** What to say when there is no result. */
  nothing: string;
  onResult?: (result: QueryResult) => void;
}

/** The results of a query, kept current: they are read again when something in the database changed. */
export function DocumentTable(props: DocumentTableProps) {
  const { database, query, parameters = NONE, nothing, onResult } = props;
  const rows = usePagedRows(['documents', database, query, parameters], (range, signal) =>
    queryDocuments(database, query, { ...range, parameters }, signal),
  );
  useReadingAgain(database);
  const { lastPage } = rows;
  const columns = useMemo(
    () => columnsFor(database, lastPage?.rows ?? []),
    [database, lastPage?.rows],
  );
  useEffect(() => {
    if (lastPage) onResult?.(lastPage);
  }, [lastPage, onResult]);

  if (rows.error != null) {
    return (
      <div>
        <ErrorNotice
          title="The documents could not be read."
          error={rows.error}
          onRetry={rows.retry}
        />
      </div>
    );
  }
  if (!lastPage) return <Loading what="documents" />;
  if (lastPage.total === 0) return <EmptyState title={nothing} />;
  return (
    <VirtualTable
      label="Documents"
      columns={columns}
      total={lastPage.total}
      rowAt={rows.rowAt}
      onShow={rows.show}
    />
  );
}

/** What is shown is read again when the database has changed. */
function useReadingAgain(database: string) {
  const queries = useQueryClient();
  const statistics = usePolled(['statistics', database], (signal) =>
    readStatistics(database, signal),
  );
  const lastEtag = statistics.data?.lastEtag;
  useEffect(() => {
    if (lastEtag !== undefined)
      void queries.invalidateQueries({ queryKey: ['documents', database] });
  }, [queries, database, lastEtag]);
}
