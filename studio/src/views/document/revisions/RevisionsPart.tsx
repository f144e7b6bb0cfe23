import { listRevisions } from '../../../api/revisions';
import { usePolledPage } from '../../../application/polling';
import type { DocumentPlace } from '../../../application/places';
import { EmptyState } from '../../../components/EmptyState';
import { usePages } from '../../../components/Pager';
import { QueryStates } from '../../../components/QueryStates';
import { countOf } from '../../../text/quantities';
import { Part } from '../Part';
import { partKey } from '../parts';
import { RevisionTable } from './RevisionTable';
import { useRevisionCount } from './revisionCount';

interface RevisionsPartProps {
  place: DocumentPlace;
  /** The change vector of the document as it is now. */
  now: string;
}

/** The former versions of a document, newest first. */
export function RevisionsPart({ place, now }: RevisionsPartProps) {
  const { database, id } = place;
  const count = useRevisionCount(place);
  const total = count.data ?? 0;
  const { first, size, pager } = usePages(total, 'revisions');
  const revisions = usePolledPage(
    partKey(place, 'revisions', String(first), String(total), now),
    (signal) => listRevisions(database, id, { start: first, size }, signal),
  );
  return (
    <Part label="Revisions" summary={total > 0 && `${countOf(total, 'revision')}, newest first`}>
      <QueryStates query={count.data === undefined ? count : revisions} what="the revisions" />
      {count.data === 0 && (
        <EmptyState title="There are no revisions.">
          Former versions of documents are kept where revisions are configured for their collection,
          so that one can look at them, and go back to one.
        </EmptyState>
      )}
      {total > 0 && revisions.data && (
        <RevisionTable place={place} revisions={revisions.data} now={now} />
      )}
      {pager}
    </Part>
  );
}
