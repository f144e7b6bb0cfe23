import type { DestinationTable } from '../../api/samples';
import type { SqlTable, TaskDefinition } from '../../api/taskDefinitions';
import { Button } from '../../components/Button';
import { CheckField } from '../../components/CheckField';
import { Icon } from '../../components/Icon';
import { Section } from '../../components/Section';
import { TableFields } from './TableFields';
import styles from './TaskEditor.module.css';
import { emptyTable, replaced } from './draft';

interface TablesSectionProps {
  task: TaskDefinition;
  catalogue: DestinationTable[];
  onChange: (task: TaskDefinition) => void;
}

export function TablesSection({ task, catalogue, onChange }: TablesSectionProps) {
  const setTables = (tables: SqlTable[]) => onChange({ ...task, tables });
  return (
    <Section
      title="Tables"
      summary="What scripts load to. One column holds the id of the document that a row comes from."
      actions={
        <Button onClick={() => setTables([...task.tables, emptyTable()])}>
          <Icon name="plus" /> Add table
        </Button>
      }
    >
      <div className={styles.tables}>
        {task.tables.map((table, index) => (
          <TableFields
            key={index}
            table={table}
            catalogue={catalogue}
            onChange={(changed) => setTables(replaced(task.tables, index, changed))}
            onRemove={() => setTables(task.tables.filter((_, i) => i !== index))}
          />
        ))}
      </div>
      <CheckField
        label="Make tables and columns that are missing"
        hint="Their types are taken from documents. Otherwise the task waits until they are there."
        checked={task.createsMissingTables}
        onChange={(createsMissingTables) => onChange({ ...task, createsMissingTables })}
      />
    </Section>
  );
}
