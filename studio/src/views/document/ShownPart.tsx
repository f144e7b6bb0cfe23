import type { StoredDocument } from '../../api/documents';
import type { DocumentPlace } from '../../application/places';
import { AttachmentsPart } from './attachments/AttachmentsPart';
import { CountersPart } from './counters/CountersPart';
import { SeriesView } from './timeSeries/SeriesView';
import { TimeSeriesPart } from './timeSeries/TimeSeriesPart';

interface ShownPartProps {
  place: DocumentPlace;
  document: StoredDocument;
}

/** What hangs on the document and the address names, if it names anything. */
export function ShownPart({ place, document }: ShownPartProps) {
  const { id, attachments, counters } = document;
  const { database, part, series } = place;
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
    default:
      return null;
  }
}
