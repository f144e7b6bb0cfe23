import type { StoredDocument } from '../../api/documents';
import type { DocumentPlace } from '../../application/places';
import { AttachmentsPart } from './attachments/AttachmentsPart';
import { CountersPart } from './counters/CountersPart';
import { type Now, RevisionView } from './revisions/RevisionView';
import { RevisionsPart } from './revisions/RevisionsPart';
import { SeriesView } from './timeSeries/SeriesView';
import { TimeSeriesPart } from './timeSeries/TimeSeriesPart';

interface ShownPartProps {
  place: DocumentPlace;
  document: StoredDocument;
  /** Of the document's text. */
  editor: Pick<Now, 'isChanged' | 'onReload'>;
}

/** What hangs on the document and the address names, if it names anything. */
export function ShownPart({ place, document, editor }: ShownPartProps) {
  const { id, text, changeVector, attachments, counters } = document;
  const { database, part, series, revision } = place;
  const of = { database, id };
  switch (part) {
    case 'attachments':
      return <AttachmentsPart {...of} attachments={attachments} />;
    case 'counters':
      return <CountersPart {...of} names={counters} />;
    case 'timeSeries':
      return series === undefined ? (
        <TimeSeriesPart place={place} />
      ) : (
        <SeriesView key={series} place={place} series={series} />
      );
    case 'revisions':
      return revision === undefined ? (
        <RevisionsPart place={place} now={changeVector} />
      ) : (
        <RevisionView place={place} revision={revision} now={{ text, changeVector, ...editor }} />
      );
    default:
      return null;
  }
}
