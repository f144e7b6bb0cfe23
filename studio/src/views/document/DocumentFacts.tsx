import type { StoredDocument } from '../../api/documents';
import { PlaceLink } from '../../components/PlaceLink';
import { formatBytes } from '../../text/quantities';
import { formatMoment } from '../../text/times';
import { visible } from '../../text/visible';

interface DocumentFactsProps {
  database: string;
  document: StoredDocument;
}

/** Where it belongs, when it was written, how large it is. */
export function DocumentFacts({ database, document }: DocumentFactsProps) {
  const { collection, lastModified, bytes, changeVector } = document;
  return (
    <>
      {collection !== undefined && (
        <>
          <PlaceLink to={{ view: 'documents', database, collection }}>
            {visible(collection)}
          </PlaceLink>
          {' · '}
        </>
      )}
      <span title={`Change vector ${visible(changeVector)}`}>
        written {formatMoment(lastModified)}
      </span>
      {' · '}
      {formatBytes(bytes)}
    </>
  );
}
