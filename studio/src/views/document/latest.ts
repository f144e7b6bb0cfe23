import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { type StoredDocument, readChangeVector, readDocument } from '../../api/documents';
import { usePolled } from '../../application/polling';
import { partKey } from './parts';

/**
 * The document as it is now. What hangs on it is part of its version: its text may be the one that
 * was opened although its change vector is another.
 */
export function useLatest(database: string, opened: StoredDocument): StoredDocument {
  const { id } = opened;
  const current = usePolled(partKey({ database, id }, 'changeVector'), (signal) =>
    readChangeVector(database, id, signal),
  );
  const isOld = current.data !== undefined && current.data !== opened.changeVector;
  const latest = useQuery({
    queryKey: ['latest', database, id, current.data],
    queryFn: ({ signal }) => readDocument(database, id, signal),
    enabled: isOld,
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  return (isOld ? latest.data : undefined) ?? opened;
}
