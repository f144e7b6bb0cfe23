import { useQueryClient } from '@tanstack/react-query';

import { type Connection, deleteConnection } from '../../api/connectionStrings';
import { Dialog } from '../../components/Dialog';
import { visible } from '../../text/visible';

interface DeleteConnectionDialogProps {
  database: string;
  connection: Connection;
  onClose: () => void;
}

export function DeleteConnectionDialog(props: DeleteConnectionDialogProps) {
  const { database, connection, onClose } = props;
  const queries = useQueryClient();
  const remove = async () => {
    await deleteConnection(database, connection);
    await queries.invalidateQueries({ queryKey: ['connections', database] });
    onClose();
  };
  return (
    <Dialog
      title={`Delete ${visible(connection.name)}?`}
      action="Delete"
      isDangerous
      onSubmit={remove}
      onClose={onClose}
    >
      <p>
        The destination itself stays as it is. A connection string that a task uses cannot be
        deleted.
      </p>
    </Dialog>
  );
}
