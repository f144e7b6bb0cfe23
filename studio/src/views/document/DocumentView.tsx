import { useQuery } from '@tanstack/react-query';

import { ApiError } from '../../api/http';
import { readDocument } from '../../api/documents';
import type { DocumentPlace } from '../../application/places';
import { Page } from '../../components/Page';
import { QueryStates } from '../../components/QueryStates';
import { DocumentEditor } from './DocumentEditor';
import { MissingDocument } from './MissingDocument';

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
        key={document.data.id}
        place={place}
        document={document.data}
        onReload={() => document.refetch()}
      />
    );
  }
  const isMissing = document.error instanceof ApiError && document.error.isNotFound;
  if (isMissing) return <MissingDocument place={place} onReload={() => document.refetch()} />;
  return (
    <Page title={id}>
      <QueryStates query={document} what="the document" />
    </Page>
  );
}
