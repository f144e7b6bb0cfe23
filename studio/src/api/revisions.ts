// Documents as they were.
import { elementsOf, memberOf } from '../json/jsonText';
import { type StoredDocument, storedDocument } from './documents';
import { databasePath, fetchJson, send } from './http';
import type { PageRange } from './pages';

export interface Revision {
  changeVector: string;
  /** When it was written. */
  moment: string;
  /** Whether it says only that the document was deleted. */
  isDeletion: boolean;
}

interface RawRevisions {
  Results: {
    '@metadata': { '@change-vector': string; '@last-modified': string; '@flags'?: string };
  }[];
}

export async function countRevisions(
  database: string,
  id: string,
  signal?: AbortSignal,
): Promise<number> {
  const answer = await fetchJson<{ RevisionsCount: number }>(
    'GET',
    databasePath(database, 'revisions/count'),
    { query: { id }, signal },
  );
  return answer.RevisionsCount;
}

/** Newest first. */
export async function listRevisions(
  database: string,
  id: string,
  { start, size }: PageRange,
  signal?: AbortSignal,
): Promise<Revision[]> {
  const answer = await fetchJson<RawRevisions>('GET', databasePath(database, 'revisions'), {
    query: { id, start, pageSize: size, metadataOnly: true },
    signal,
  });
  return answer.Results.map(({ '@metadata': metadata }) => ({
    changeVector: metadata['@change-vector'],
    moment: metadata['@last-modified'],
    isDeletion: (metadata['@flags'] ?? '').split(', ').includes('DeleteRevision'),
  }));
}

/** Throws an ApiError of status 404 if there is none. */
export async function readRevision(
  database: string,
  id: string,
  changeVector: string,
  signal?: AbortSignal,
): Promise<StoredDocument> {
  const response = await send('GET', databasePath(database, 'revisions'), {
    query: { changeVector },
    signal,
  });
  const [document = '{}'] = elementsOf(memberOf(await response.text(), 'Results') ?? '[]');
  return storedDocument(document, id);
}
