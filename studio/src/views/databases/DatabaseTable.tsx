import type { Database } from '../../api/databases';
import { IconButton } from '../../components/IconButton';
import { PlaceLink } from '../../components/PlaceLink';
import { ACTIONS, type Column, Table } from '../../components/Table';
import { formatBytes, formatCount } from '../../text/quantities';
import { formatMoment } from '../../text/times';
import { visible } from '../../text/visible';

const COLUMNS: Column[] = [
  { title: 'Name' },
  { title: 'Documents', align: 'end' },
  { title: 'Size on disk', align: 'end' },
  { title: 'Created' },
];

interface DatabaseTableProps {
  databases: Database[];
  /** Nothing if the person may not. */
  onDelete: ((database: Database) => void) | undefined;
}

export function DatabaseTable({ databases, onDelete }: DatabaseTableProps) {
  return (
    <Table label="Databases" columns={onDelete ? [...COLUMNS, ACTIONS] : COLUMNS}>
      {databases.map((database) => (
        <DatabaseRow key={database.name} database={database} onDelete={onDelete} />
      ))}
    </Table>
  );
}

interface DatabaseRowProps extends Pick<DatabaseTableProps, 'onDelete'> {
  database: Database;
}

function DatabaseRow({ database, onDelete }: DatabaseRowProps) {
  const { name, createdAt, counts } = database;
  return (
    <tr>
      <th scope="row">
        <PlaceLink to={{ view: 'documents', database: name }}>{visible(name)}</PlaceLink>
      </th>
      <td data-align="end">{counts ? formatCount(counts.documents) : '–'}</td>
      <td data-align="end">{counts ? formatBytes(counts.bytesOnDisk) : '–'}</td>
      <td data-tone="muted">{formatMoment(createdAt)}</td>
      {onDelete && (
        <td data-align="end">
          <IconButton
            icon="trash"
            label={`Delete ${visible(name)}`}
            onClick={() => onDelete(database)}
          />
        </td>
      )}
    </tr>
  );
}
