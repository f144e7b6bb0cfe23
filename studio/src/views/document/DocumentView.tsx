import { useQuery } from '@tanstack/react-query';

import { ApiError } from '../../api/http';
import { readDocument } from '../../api/documents';
import type { DocumentPlace } from '../../application/places';
import { EmptyState } from '../../components/EmptyState';
import { Page } from '../../components/Page';
import { PlaceLink } from '../../components/PlaceLink';
import { QueryStates } from '../../components/QueryStates';
import { DocumentEditor } from './DocumentEditor';

interface DocumentViewProps {
  place: DocumentPlace;
}

/** A document, read once: what is being edited does not change under one's hands. */
export function DocumentView({ place }: DocumentViewProps) {
  const { database, id } = place;
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
        place={place}
        document={document.data}
        onReload={() => document.refetch()}
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
