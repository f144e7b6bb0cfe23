import { useState } from 'react';

import type { Script, TaskDefinition } from '../../api/taskDefinitions';
import { Button } from '../../components/Button';
import { Icon } from '../../components/Icon';
import { Section } from '../../components/Section';
import { visible } from '../../text/visible';
import { ScriptWorkbench } from './ScriptWorkbench';
import styles from './TaskEditor.module.css';
import { emptyScript, replaced } from './draft';
import type { Surroundings } from './surroundings';

interface ScriptsSectionProps {
  database: string;
  task: TaskDefinition;
  surroundings: Surroundings;
  onChange: (task: TaskDefinition) => void;
}

/** The scripts of a task, one at a time. */
export function ScriptsSection(props: ScriptsSectionProps) {
  const { database, task, surroundings, onChange } = props;
  const [chosen, setChosen] = useState(0);
  const index = Math.min(chosen, task.scripts.length - 1);
  const script = task.scripts[index];
  const setScripts = (scripts: Script[]) => onChange({ ...task, scripts });
  const add = () => {
    setScripts([...task.scripts, emptyScript(task.scripts.length + 1)]);
    setChosen(task.scripts.length);
  };
  const remove = () => setScripts(task.scripts.filter((_, i) => i !== index));
  return (
    <Section
      title="Scripts"
      actions={
        <>
          {task.scripts.length > 1 && (
            <Button look="quiet" onClick={remove}>
              <Icon name="trash" /> Remove this script
            </Button>
          )}
          <Button onClick={add}>
            <Icon name="plus" /> Add script
          </Button>
        </>
      }
    >
      {task.scripts.length > 1 && (
        <div className={styles.tabs} role="group" aria-label="Script to edit">
          {task.scripts.map(({ name }, i) => (
            <button
              key={i}
              type="button"
              className={styles.tab}
              aria-pressed={i === index}
              onClick={() => setChosen(i)}
            >
              {visible(name) || 'Without a name'}
            </button>
          ))}
        </div>
      )}
      {script && (
        <ScriptWorkbench
          key={index}
          database={database}
          task={task}
          script={script}
          surroundings={surroundings}
          onChange={(changed) => setScripts(replaced(task.scripts, index, changed))}
        />
      )}
    </Section>
  );
}
