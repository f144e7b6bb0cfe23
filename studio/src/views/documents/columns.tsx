import type { DocumentRow } from '../../api/documents';
import { PlaceLink } from '../../components/PlaceLink';
import { Value } from '../../components/Value';
import type { Column } from '../../components/VirtualTable';
import { formatMoment } from '../../text/times';
import { visible } from '../../text/visible';

const MEMBERS_MAX = 6;

/** Columns that suit these rows: their ids, the members that most of them have, their ages. */
export function columnsFor(database: string, rows: DocumentRow[]): Column<DocumentRow>[] {
  const members = commonMembers(rows).map((name): Column<DocumentRow> => ({
    name: visible(name),
    width: 'minmax(7rem, 1fr)',
    render: (row) => <Value value={row.members[name]} />,
  }));
  return rows.some(({ id }) => id !== undefined)
    ? [idColumn(database), ...members, LAST_MODIFIED]
    : members;
}

function idColumn(database: string): Column<DocumentRow> {
  return {
    name: 'Id',
    width: 'minmax(10rem, 1.2fr)',
    render: ({ id }) =>
      id !== undefined && (
        <PlaceLink to={{ view: 'document', database, id }} title={visible(id)}>
          {visible(id)}
        </PlaceLink>
      ),
  };
}

const LAST_MODIFIED: Column<DocumentRow> = {
  name: 'Last modified',
  width: '10rem',
  render: ({ lastModified }) => lastModified !== undefined && formatMoment(lastModified),
};

/** In the order in which they first appear. */
function commonMembers(rows: DocumentRow[]): string[] {
  const counts = new Map<string, number>();
  for (const { members } of rows) {
    for (const name of Object.keys(members)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const byFrequency = [...counts.keys()].sort(
    (one, other) => (counts.get(other) ?? 0) - (counts.get(one) ?? 0),
  );
  const chosen = new Set(byFrequency.slice(0, MEMBERS_MAX));
  return [...counts.keys()].filter((name) => chosen.has(name));
}
