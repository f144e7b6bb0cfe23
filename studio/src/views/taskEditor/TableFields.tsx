import type { DestinationTable } from '../../api/samples';
import type { SqlTable } from '../../api/taskDefinitions';
import { IconButton } from '../../components/IconButton';
import { SelectField } from '../../components/SelectField';
import { SuggestField } from '../../components/SuggestField';
import { visible } from '../../text/visible';
import styles from './TaskEditor.module.css';

const WRITES = [
  { value: 'replace', text: 'Deleted and inserted' },
  { value: 'upsert', text: 'Updated in place' },
  { value: 'insertOnly', text: 'Only inserted' },
];

interface TableFieldsProps {
  table: SqlTable;
  catalogue: DestinationTable[];
  onChange: (table: SqlTable) => void;
  onRemove: () => void;
}

export function TableFields({ table, catalogue, onChange, onRemove }: TableFieldsProps) {
  const known = catalogue.find(({ name }) => name.toLowerCase() === table.name.toLowerCase());
  const columns = known?.columns.map(({ name }) => name) ?? [];
  return (
    <div
      className={styles.table}
      role="group"
      aria-label={table.name === '' ? 'New table' : `Table ${visible(table.name)}`}
    >
      <SuggestField
        label="Table"
        value={table.name}
        suggestions={catalogue.map(({ name }) => name)}
        onChange={(name) => onChange({ ...table, name })}
      />
      <SuggestField
        label="Document id column"
        value={table.documentIdColumn}
        suggestions={columns}
        onChange={(documentIdColumn) => onChange({ ...table, documentIdColumn })}
      />
      <SelectField
        label="Rows of a changed document"
        value={table.writes}
        choices={WRITES}
        onChange={(writes) => onChange({ ...table, writes: writes as SqlTable['writes'] })}
      />
      <IconButton icon="trash" label={`Remove table ${visible(table.name)}`} onClick={onRemove} />
      {table.writes === 'upsert' && (
        <SuggestField
          label="Row number column"
          hint="Needed if a document has several rows."
          value={table.rowNumberColumn}
          suggestions={columns}
          onChange={(rowNumberColumn) => onChange({ ...table, rowNumberColumn })}
        />
      )}
    </div>
  );
}
