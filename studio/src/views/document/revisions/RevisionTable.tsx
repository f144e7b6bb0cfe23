import type { Revision } from '../../../api/revisions';
import type { DocumentPlace } from '../../../application/places';
import { PlaceLink } from '../../../components/PlaceLink';
import { type Column, Table } from '../../../components/Table';
import { formatExactMoment } from '../../../text/times';
import { visible } from '../../../text/visible';

const COLUMNS: Column[] = [{ title: 'Written' }, { title: 'State' }, { title: 'Change vector' }];

interface RevisionTableProps {
  place: DocumentPlace;
  revisions: Revision[];
  /** The change vector of the document as it is now. */
  now: string;
}

export function RevisionTable({ place, revisions, now }: RevisionTableProps) {
  return (
    <Table label="Revisions" columns={COLUMNS}>
      {revisions.map(({ changeVector, moment, isDeletion }) => (
        <tr key={changeVector}>
          <th scope="row">
            {isDeletion ? (
              formatExactMoment(moment)
            ) : (
              <PlaceLink to={{ ...place, part: 'revisions', revision: changeVector }}>
                {formatExactMoment(moment)}
              </PlaceLink>
            )}
          </th>
          <td>
            {isDeletion && 'Deleted'}
            {changeVector === now && 'As it is now'}
          </td>
          <td data-tone="muted">
            <code>{visible(changeVector)}</code>
          </td>
        </tr>
      ))}
    </Table>
  );
}
