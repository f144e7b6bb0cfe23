import { useQuery } from '@tanstack/react-query';

import { ApiError } from '../../api/http';
import { readDocument } from '../../api/documents';
import { EmptyState } from '../../components/EmptyState';
import { Page } from '../../components/Page';
import { PlaceLink } from '../../components/PlaceLink';
import { QueryStates } from '../../components/QueryStates';
import { DocumentEditor } from './DocumentEditor';

interface DocumentViewProps {
  database: string;
  id: string;
}

/** A document, read once: what is being edited does not change under one's hands. */
export function DocumentView({ database, id }: DocumentViewProps) {
  const document = useQuery({
    queryKey: ['document', database, id],
    queryFn: ({ signal }) => readDocument(database, id, signal),
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    gcTime: 0,
  });
  if (document.data) {
    return (
      <DocumentEditor
        key={document.data.changeVector}
        database={database}
        document={document.data}
        onReload={() => void document.refetch()}
      />
    );
  }
  const isMissing = document.error instanceof ApiError && document.error.isNotFound;
  return (
    <Page title={id}>
      {isMissing ? (
        <EmptyState title="There is no such document.">
          It was deleted, or never there.{' '}
          <PlaceLink to={{ view: 'documents', database }}>See all documents</PlaceLink>
        </EmptyState>
      ) : (
        <QueryStates query={document} what="the document" />
      )}
    </Page>
  );
}
