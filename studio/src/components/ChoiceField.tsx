import { type ReactNode, useId } from 'react';

import styles from './CheckField.module.css';

interface ChoiceFieldProps<Value extends string> {
  label: string;
  value: Value;
  choices: readonly { value: Value; text: string; hint?: ReactNode }[];
  onChange: (value: Value) => void;
}

/** One of a few that need explaining. */
export function ChoiceField<Value extends string>(props: ChoiceFieldProps<Value>) {
  const { label, value, choices, onChange } = props;
  const id = useId();
  return (
    <fieldset className={styles.choices}>
      <legend className={styles.legend}>{label}</legend>
      {choices.map((choice) => (
        <div key={choice.value} className={styles.field}>
          <input
            id={`${id}-${choice.value}`}
            type="radio"
            className={styles.box}
            name={id}
            aria-describedby={choice.hint === undefined ? undefined : `${id}-${choice.value}-hint`}
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
          />
          <div>
            <label htmlFor={`${id}-${choice.value}`}>{choice.text}</label>
            {choice.hint !== undefined && (
              <p id={`${id}-${choice.value}-hint`} className={styles.hint}>
                {choice.hint}
              </p>
            )}
          </div>
        </div>
      ))}
    </fieldset>
  );
}
