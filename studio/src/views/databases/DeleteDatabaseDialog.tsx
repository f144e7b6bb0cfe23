import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { type Database, deleteDatabase } from '../../api/databases';
import { Dialog } from '../../components/Dialog';
import { TextField } from '../../components/Field';
import { visible } from '../../text/visible';

interface DeleteDatabaseDialogProps {
  database: Database;
  onClose: () => void;
}

export function DeleteDatabaseDialog({ database, onClose }: DeleteDatabaseDialogProps) {
  const queries = useQueryClient();
  const [typed, setTyped] = useState('');
  const remove = async () => {
    await deleteDatabase(database.name);
    await queries.invalidateQueries({ queryKey: ['databases'] });
    onClose();
  };
  return (
    <Dialog
      title={`Delete ${visible(database.name)}?`}
      action="Delete for good"
      isDangerous
      isReady={typed === database.name}
      onSubmit={remove}
      onClose={onClose}
    >
      <p>
        Its documents, tasks and connection strings go with it and cannot be brought back. What its
        tasks have delivered stays where it is.
      </p>
      <TextField
        label={`Type ${visible(database.name)} to confirm`}
        value={typed}
        onChange={setTyped}
        autoFocus
      />
    </Dialog>
  );
}
