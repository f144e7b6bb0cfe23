import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { type Connection, type ConnectionKind, saveConnection } from '../../api/connectionStrings';
import { Dialog } from '../../components/Dialog';
import { TextField } from '../../components/Field';
import { SelectField } from '../../components/SelectField';
import { visible } from '../../text/visible';
import { ConnectionTester } from './ConnectionTester';
import { RavenFields } from './RavenFields';
import { SqlFields } from './SqlFields';

const KINDS = [
  { value: 'Sql', text: 'Relational database' },
  { value: 'Raven', text: 'Document database' },
];

interface ConnectionDialogProps {
  database: string;
  /** Nothing for a new one. */
  stored?: Connection;
  /** Of a new one, if only that would do. */
  kind?: ConnectionKind;
  onClose: () => void;
}

export function ConnectionDialog({ database, stored, kind, onClose }: ConnectionDialogProps) {
  const queries = useQueryClient();
  const [connection, setConnection] = useState<Connection>(stored ?? emptyOf(kind ?? 'Sql', ''));
  const save = async () => {
    await saveConnection(database, connection);
    await queries.invalidateQueries({ queryKey: ['connections', database] });
    onClose();
  };
  return (
    <Dialog
      title={stored ? `Connection string ${visible(stored.name)}` : 'Create a connection string'}
      action={stored ? 'Save' : 'Create'}
      isReady={connection.name !== '' && isComplete(connection)}
      onSubmit={save}
      onClose={onClose}
    >
      {!stored && (
        <>
          {kind === undefined && (
            <SelectField
              label="Leads to a"
              value={connection.kind}
              choices={KINDS}
              onChange={(kind) => setConnection(emptyOf(kind as ConnectionKind, connection.name))}
            />
          )}
          <TextField
            label="Name"
            value={connection.name}
            onChange={(name) => setConnection({ ...connection, name })}
            hint="Tasks name it."
            autoFocus
          />
        </>
      )}
      {connection.kind === 'Sql' ? (
        <SqlFields connection={connection} isStored={!!stored} onChange={setConnection} />
      ) : (
        <RavenFields connection={connection} onChange={setConnection} />
      )}
      <ConnectionTester
        key={JSON.stringify(connection)}
        database={database}
        connection={connection}
        isStored={!!stored}
        isReady={isComplete(connection)}
      />
    </Dialog>
  );
}

function emptyOf(kind: ConnectionKind, name: string): Connection {
  return kind === 'Sql'
    ? { kind, name, factory: 'Npgsql', text: '' }
    : { kind, name, database: '', urls: [] };
}

function isComplete(connection: Connection): boolean {
  return connection.kind === 'Sql'
    ? connection.text.trim() !== ''
    : connection.database !== '' && connection.urls.some((url) => url !== '');
}
