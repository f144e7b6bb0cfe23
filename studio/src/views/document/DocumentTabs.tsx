import { useEffect, useRef } from 'react';

import type { StoredDocument } from '../../api/documents';
import type { DocumentPart, DocumentPlace } from '../../application/places';
import { PlaceLink } from '../../components/PlaceLink';
import { formatCount } from '../../text/quantities';
import styles from './DocumentTabs.module.css';
import { useRevisionCount } from './revisions/revisionCount';

interface DocumentTabsProps {
  place: DocumentPlace;
  document: StoredDocument;
  /** Whether its text was changed and not saved yet. */
  isChanged: boolean;
}

/** The document and what hangs on it, with how much there is of each. */
export function DocumentTabs({ place, document, isChanged }: DocumentTabsProps) {
  const { attachments, counters, timeSeries } = document;
  const revisions = useRevisionCount(place);
  return (
    <nav aria-label="Parts of the document" className={styles.tabs}>
      <Tab place={place} text={isChanged ? 'Document, not saved' : 'Document'} />
      <Tab place={place} part="attachments" text="Attachments" count={attachments.length} />
      <Tab place={place} part="counters" text="Counters" count={counters.length} />
      <Tab place={place} part="timeSeries" text="Time series" count={timeSeries.length} />
      <Tab place={place} part="revisions" text="Revisions" count={revisions.data} />
    </nav>
  );
}

interface TabProps {
  place: DocumentPlace;
  /** The document itself without one. */
  part?: DocumentPart;
  text: string;
  count?: number | undefined;
}

function Tab({ place: { view, database, id, part: shown }, part, text, count = 0 }: TabProps) {
  const link = useRef<HTMLAnchorElement>(null);
  const isHere = part === shown;
  // On a narrow page the tabs scroll.
  useEffect(() => {
    if (isHere) link.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [isHere, count]);
  return (
    <PlaceLink
      ref={link}
      to={{ view, database, id, ...(part !== undefined && { part }) }}
      className={styles.tab}
      aria-current={isHere ? 'page' : undefined}
    >
      {text}
      {count > 0 && <span className={styles.count}>{formatCount(count)}</span>}
    </PlaceLink>
  );
}
