import { MUST_BE_NEW } from '../../api/documents';
import type { DocumentPlace } from '../../application/places';
import { EmptyState } from '../../components/EmptyState';
import { Page } from '../../components/Page';
import { PlaceLink } from '../../components/PlaceLink';
import { RevisionView } from './revisions/RevisionView';
import { RevisionsPart } from './revisions/RevisionsPart';
import { useRevisionCount } from './revisions/revisionCount';

interface MissingDocumentProps {
  place: DocumentPlace;
  /** Looks whether it is there by now. */
  onReload: () => Promise<unknown>;
}

/** An id without a document. What was kept of a deleted one can be brought back. */
export function MissingDocument({ place, onReload }: MissingDocumentProps) {
  const { database, id, revision } = place;
  const revisions = useRevisionCount(place);
  const now = { text: '', changeVector: MUST_BE_NEW, isChanged: false, onReload };
  return (
    <Page title={id}>
      {revision === undefined && (
        <EmptyState title="There is no such document.">
          {revisions.data ? 'It was deleted; below is what was kept of it.' : NEVER}{' '}
          <PlaceLink to={{ view: 'documents', database }}>See all documents</PlaceLink>
        </EmptyState>
      )}
      {revision !== undefined && <RevisionView place={place} revision={revision} now={now} />}
      {revision === undefined && !!revisions.data && <RevisionsPart place={place} now="" />}
    </Page>
  );
}

const NEVER = 'It was deleted, or never there.';
