import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { createDatabase } from '../../api/databases';
import { goTo } from '../../application/location';
import { Dialog } from '../../components/Dialog';
import { TextField } from '../../components/Field';

export function CreateDatabaseDialog({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const create = async () => {
    await createDatabase(name);
    await queries.invalidateQueries({ queryKey: ['databases'] });
    goTo({ view: 'documents', database: name });
  };
  return (
    <Dialog
      title="Create a database"
      action="Create"
      isReady={name !== ''}
      onSubmit={create}
      onClose={onClose}
    >
      <TextField
        label="Name"
        value={name}
        onChange={setName}
        hint="Letters, digits, “-”, “_” and “.”; applications connect by it."
        autoFocus
      />
    </Dialog>
  );
}
