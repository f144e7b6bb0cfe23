import { useState } from 'react';

import { type Database, listDatabases } from '../../api/databases';
import { hasClearance } from '../../api/rights';
import { useCaller } from '../../application/caller';
import { usePolled } from '../../application/polling';
import { Button } from '../../components/Button';
import { EmptyState } from '../../components/EmptyState';
import { Icon } from '../../components/Icon';
import { Page } from '../../components/Page';
import { QueryStates } from '../../components/QueryStates';
import { countOf } from '../../text/quantities';
import { CreateDatabaseDialog } from './CreateDatabaseDialog';
import { DatabaseTable } from './DatabaseTable';
import { DeleteDatabaseDialog } from './DeleteDatabaseDialog';

export function DatabasesView() {
  const databases = usePolled(['databases'], listDatabases, 5_000);
  const [isCreating, setIsCreating] = useState(false);
  const [toDelete, setToDelete] = useState<Database>();

  const isOperator = hasClearance(useCaller(), 'Operator');
  const create = isOperator && (
    <Button look="primary" onClick={() => setIsCreating(true)}>
      <Icon name="plus" /> Create database
    </Button>
  );
  return (
    <Page
      title="Databases"
      summary={databases.data?.length ? countOf(databases.data.length, 'database') : undefined}
      actions={databases.data?.length ? create : undefined}
    >
      <QueryStates query={databases} what="the databases" />
      {databases.data?.length === 0 && (
        <EmptyState
          title={isOperator ? 'There is no database yet.' : 'There is no database for you yet.'}
          action={create}
        >
          {isOperator
            ? 'A database holds documents, and the tasks that send them to other databases.'
            : 'You see those that your certificate is registered for.'}
        </EmptyState>
      )}
      {databases.data && databases.data.length > 0 && (
        <DatabaseTable databases={databases.data} onDelete={isOperator ? setToDelete : undefined} />
      )}
      {isCreating && <CreateDatabaseDialog onClose={() => setIsCreating(false)} />}
      {toDelete && (
        <DeleteDatabaseDialog database={toDelete} onClose={() => setToDelete(undefined)} />
      )}
    </Page>
  );
}
