import { useState } from 'react';

import { listConnections } from '../../api/connectionStrings';
import type { TaskDefinition } from '../../api/taskDefinitions';
import { usePolled } from '../../application/polling';
import { Button } from '../../components/Button';
import { TextField } from '../../components/Field';
import { Section } from '../../components/Section';
import { SelectField } from '../../components/SelectField';
import { visible } from '../../text/visible';
import { ConnectionDialog } from '../connectionStrings/ConnectionDialog';
import styles from './TaskEditor.module.css';

interface TaskSectionProps {
  database: string;
  task: TaskDefinition;
  onChange: (task: TaskDefinition) => void;
}

export function TaskSection({ database, task, onChange }: TaskSectionProps) {
  const [isCreating, setIsCreating] = useState(false);
  const connections = usePolled(['connections', database], (signal) =>
    listConnections(database, signal),
  );
  const choices = (connections.data ?? [])
    .filter(({ kind }) => kind === task.kind)
    .map(({ name }) => ({ value: name, text: visible(name) }));
  const isNone = connections.data !== undefined && choices.length === 0;
  return (
    <Section
      title="Destination"
      actions={<Button onClick={() => setIsCreating(true)}>Create connection string</Button>}
    >
      <div className={styles.pair}>
        <SelectField
          label="Connection string"
          value={task.connection}
          choices={[{ value: '', text: 'Choose one' }, ...choices]}
          onChange={(connection) => onChange({ ...task, connection })}
          hint={isNone ? 'There is none of this kind yet: create one first.' : undefined}
        />
        <TextField
          label="Name of the task"
          value={task.name}
          onChange={(name) => onChange({ ...task, name })}
          hint="Without one it is named after its connection string."
        />
      </div>
      {isCreating && (
        <ConnectionDialog
          database={database}
          kind={task.kind}
          onClose={() => setIsCreating(false)}
        />
      )}
    </Section>
  );
}
