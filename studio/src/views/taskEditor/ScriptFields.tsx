import type { Script } from '../../api/taskDefinitions';
import { CheckField } from '../../components/CheckField';
import { TextField } from '../../components/Field';
import { visible } from '../../text/visible';
import styles from './TaskEditor.module.css';

interface ScriptFieldsProps {
  script: Script;
  /** Of the database. */
  collections: string[];
  onChange: (script: Script) => void;
}

export function ScriptFields({ script, collections, onChange }: ScriptFieldsProps) {
  // Those of the script may have no documents yet.
  const offered = [...new Set([...collections, ...script.collections])];
  const toggle = (name: string, isChosen: boolean) => {
    const others = script.collections.filter((other) => other !== name);
    onChange({ ...script, collections: isChosen ? [...others, name] : others });
  };
  return (
    <div className={styles.pair}>
      <TextField
        label="Name of the script"
        value={script.name}
        onChange={(name) => onChange({ ...script, name })}
        hint="Another name is another script: it begins with the first document."
      />
      <fieldset className={styles.collections}>
        <legend>Runs on</legend>
        <div className={styles.collectionList}>
          <CheckField
            label="All documents"
            checked={script.allDocuments}
            onChange={(allDocuments) => onChange({ ...script, allDocuments })}
          />
          {offered.map((name) => (
            <CheckField
              key={name}
              label={visible(name)}
              checked={!script.allDocuments && script.collections.includes(name)}
              disabled={script.allDocuments}
              onChange={(isChosen) => toggle(name, isChosen)}
            />
          ))}
        </div>
        <NewCollection onAdd={(name) => toggle(name, true)} />
      </fieldset>
    </div>
  );
}

/** A collection that has no documents yet. */
function NewCollection({ onAdd }: { onAdd: (name: string) => void }) {
  return (
    <input
      className={styles.newCollection}
      aria-label="Another collection"
      placeholder="Another collection, then Enter"
      onKeyDown={(event) => {
        const name = event.currentTarget.value.trim();
        if (event.key !== 'Enter' || name === '') return;
        onAdd(name);
        event.currentTarget.value = '';
      }}
    />
  );
}
