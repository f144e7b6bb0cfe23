import type { RavenConnection } from '../../api/connectionStrings';
import { TextField } from '../../components/Field';
import { TextAreaField } from '../../components/TextAreaField';

interface RavenFieldsProps {
  connection: RavenConnection;
  onChange: (connection: RavenConnection) => void;
}

export function RavenFields({ connection, onChange }: RavenFieldsProps) {
  return (
    <>
      <TextField
        label="Database"
        value={connection.database}
        onChange={(database) => onChange({ ...connection, database })}
      />
      <TextAreaField
        label="Servers"
        rows={2}
        value={connection.urls.join('\n')}
        onChange={(text) =>
          onChange({ ...connection, urls: text.split('\n').map((url) => url.trim()) })
        }
        hint={
          <>
            One URL a line, of a Penstock or a RavenDB: <code>https://db.example.com:8080</code>
          </>
        }
      />
    </>
  );
}
