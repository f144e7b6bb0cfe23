import { useState } from 'react';

import { type Connection, listConnections } from '../../api/connectionStrings';
import { listTaskNames } from '../../api/taskDefinitions';
import { usePolled } from '../../application/polling';
import { Button } from '../../components/Button';
import { EmptyState } from '../../components/EmptyState';
import { Icon } from '../../components/Icon';
import { Page } from '../../components/Page';
import { QueryStates } from '../../components/QueryStates';
import { countOf } from '../../text/quantities';
import { ConnectionDialog } from './ConnectionDialog';
import { ConnectionTable } from './ConnectionTable';
import { DeleteConnectionDialog } from './DeleteConnectionDialog';

/** The destinations that tasks of a database can send to. */
export function ConnectionStringsView({ database }: { database: string }) {
  const connections = usePolled(['connections', database], (signal) =>
    listConnections(database, signal),
  );
  const tasks = usePolled(['taskNames', database], (signal) => listTaskNames(database, signal));
  const [isCreating, setIsCreating] = useState(false);
  const [toEdit, setToEdit] = useState<Connection>();
  const [toDelete, setToDelete] = useState<Connection>();

  const create = (
    <Button look="primary" onClick={() => setIsCreating(true)}>
      <Icon name="plus" /> Create connection string
    </Button>
  );
  return (
    <Page
      title="Connection strings"
      summary={
        connections.data &&
        `${countOf(connections.data.length, 'destination')} for tasks to send to`
      }
      actions={create}
    >
      <QueryStates query={connections} what="the connection strings" />
      {connections.data?.length === 0 && (
        <EmptyState title="There is no connection string yet." action={create}>
          It says how to reach a destination: a relational database, or another document database.
          Tasks that send there name it.
        </EmptyState>
      )}
      {connections.data && connections.data.length > 0 && (
        <ConnectionTable
          database={database}
          connections={connections.data}
          tasks={tasks.data ?? []}
          onEdit={setToEdit}
          onDelete={setToDelete}
        />
      )}
      {isCreating && <ConnectionDialog database={database} onClose={() => setIsCreating(false)} />}
      {toEdit && (
        <ConnectionDialog
          database={database}
          stored={toEdit}
          onClose={() => setToEdit(undefined)}
        />
      )}
      {toDelete && (
        <DeleteConnectionDialog
          database={database}
          connection={toDelete}
          onClose={() => setToDelete(undefined)}
        />
      )}
    </Page>
  );
}
