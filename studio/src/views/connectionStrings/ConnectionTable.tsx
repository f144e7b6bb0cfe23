import type { Connection } from '../../api/connectionStrings';
import type { TaskName } from '../../api/taskDefinitions';
import { IconButton } from '../../components/IconButton';
import { PlaceLink } from '../../components/PlaceLink';
import { ACTIONS, type Column, Table } from '../../components/Table';
import { visible } from '../../text/visible';
import styles from './ConnectionTable.module.css';
import { productName } from '../../text/products';

const COLUMNS: Column[] = [
  { title: 'Name' },
  { title: 'Kind' },
  { title: 'Destination' },
  { title: 'Used by' },
  ACTIONS,
];

interface ConnectionTableProps {
  database: string;
  connections: Connection[];
  tasks: TaskName[];
  onEdit: (connection: Connection) => void;
  onDelete: (connection: Connection) => void;
}

export function ConnectionTable(props: ConnectionTableProps) {
  const { database, connections, tasks, onEdit, onDelete } = props;
  return (
    <Table label="Connection strings" columns={COLUMNS}>
      {connections.map((connection) => (
        <tr key={`${connection.kind}/${connection.name}`}>
          <th scope="row">
            <button
              type="button"
              className={styles.name}
              title="Change or test it"
              onClick={() => onEdit(connection)}
            >
              {visible(connection.name)}
            </button>
          </th>
          <td>{connection.kind === 'Sql' ? productName(connection.factory) : 'Documents'}</td>
          <td className={styles.destination}>
            <Destination connection={connection} />
          </td>
          <td>
            <Users database={database} users={tasks.filter((task) => uses(task, connection))} />
          </td>
          <td data-align="end">
            <IconButton
              icon="trash"
              label={`Delete ${visible(connection.name)}`}
              onClick={() => onDelete(connection)}
            />
          </td>
        </tr>
      ))}
    </Table>
  );
}

function Destination({ connection }: { connection: Connection }) {
  if (connection.kind === 'Sql') return <code>{visible(connection.text)}</code>;
  return (
    <>
      {visible(connection.database)} <span data-tone="muted">at</span>{' '}
      <code>{visible(connection.urls.join(', '))}</code>
    </>
  );
}

function Users({ database, users }: { database: string; users: TaskName[] }) {
  if (users.length === 0) return <span data-tone="muted">No task</span>;
  return (
    <ul className={styles.users}>
      {users.map(({ name }) => (
        <li key={name}>
          <PlaceLink to={{ view: 'task', database, task: name }}>{visible(name)}</PlaceLink>
        </li>
      ))}
    </ul>
  );
}

/** As the server compares them. */
function uses(task: TaskName, { kind, name }: Connection): boolean {
  return task.kind === kind && task.connection.toLowerCase() === name.toLowerCase();
}
