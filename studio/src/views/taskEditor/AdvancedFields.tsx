import type { TaskDefinition } from '../../api/taskDefinitions';
import { CheckField } from '../../components/CheckField';
import { TextField } from '../../components/Field';
import styles from './TaskEditor.module.css';

interface AdvancedFieldsProps {
  task: TaskDefinition;
  onChange: (task: TaskDefinition) => void;
}

/** What hardly anybody needs to change. */
export function AdvancedFields({ task, onChange }: AdvancedFieldsProps) {
  return (
    <details className={styles.advanced}>
      <summary>More settings</summary>
      <div className={styles.advancedFields}>
        {task.kind === 'Sql' ? (
          <>
            <SecondsField
              label="Longest time for a statement, in seconds"
              value={task.commandTimeout}
              onChange={(commandTimeout) => onChange({ ...task, commandTimeout })}
            />
            <CheckField
              label="Quote the names of tables"
              checked={task.quotesTables}
              onChange={(quotesTables) => onChange({ ...task, quotesTables })}
            />
            <CheckField
              label="Send the ids of deletions as parameters"
              checked={task.parameterizesDeletes}
              onChange={(parameterizesDeletes) => onChange({ ...task, parameterizesDeletes })}
            />
          </>
        ) : (
          <SecondsField
            label="Longest time for a request, in seconds"
            value={task.requestTimeout}
            onChange={(requestTimeout) => onChange({ ...task, requestTimeout })}
          />
        )}
      </div>
    </details>
  );
}

interface SecondsFieldProps {
  label: string;
  value: number | null;
  onChange: (value: number | null) => void;
}

function SecondsField({ label, value, onChange }: SecondsFieldProps) {
  return (
    <TextField
      label={label}
      type="number"
      min={1}
      placeholder="As the server is configured"
      value={value ?? ''}
      onChange={(text) => onChange(text === '' ? null : Number(text))}
    />
  );
}
