import { type Database, readStatistics } from '../../api/databases';
import { usePolled } from '../../application/polling';
import { Button } from '../../components/Button';
import { Icon } from '../../components/Icon';
import { PlaceLink } from '../../components/PlaceLink';
import { Table } from '../../components/Table';
import { formatBytes, formatCount } from '../../text/quantities';
import { formatMoment } from '../../text/times';
import { visible } from '../../text/visible';

// Counting opens a database that rests.
const COUNT_INTERVAL_MS = 10_000;

interface DatabaseTableProps {
  databases: Database[];
  onDelete: (database: Database) => void;
}

export function DatabaseTable({ databases, onDelete }: DatabaseTableProps) {
  return (
    <Table label="Databases">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col" data-align="end">
            Documents
          </th>
          <th scope="col" data-align="end">
            Size on disk
          </th>
          <th scope="col">Created</th>
          <th scope="col">
            <span className="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {databases.map((database) => (
          <DatabaseRow key={database.name} database={database} onDelete={onDelete} />
        ))}
      </tbody>
    </Table>
  );
}

interface DatabaseRowProps {
  database: Database;
  onDelete: (database: Database) => void;
}

function DatabaseRow({ database, onDelete }: DatabaseRowProps) {
  const { name, createdAt } = database;
  const statistics = usePolled(
    ['statistics', name],
    (signal) => readStatistics(name, signal),
    COUNT_INTERVAL_MS,
  );
  const label = `Delete ${visible(name)}`;
  return (
    <tr>
      <th scope="row">
        <PlaceLink to={{ view: 'documents', database: name }}>{visible(name)}</PlaceLink>
      </th>
      <td data-align="end">{statistics.data ? formatCount(statistics.data.documents) : '–'}</td>
      <td data-align="end">{statistics.data ? formatBytes(statistics.data.bytesOnDisk) : '–'}</td>
      <td data-tone="muted">{formatMoment(createdAt)}</td>
      <td data-align="end">
        <Button look="quiet" aria-label={label} title={label} onClick={() => onDelete(database)}>
          <Icon name="trash" />
        </Button>
      </td>
    </tr>
  );
}
