import { type ReactNode, useId } from 'react';

import { CheckField } from './CheckField';
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
  const name = useId();
  return (
    <fieldset className={styles.choices}>
      <legend className={styles.legend}>{label}</legend>
      {choices.map((choice) => (
        <CheckField
          key={choice.value}
          type="radio"
          name={name}
          label={choice.text}
          hint={choice.hint}
          checked={choice.value === value}
          onChange={() => onChange(choice.value)}
        />
      ))}
    </fieldset>
  );
}
