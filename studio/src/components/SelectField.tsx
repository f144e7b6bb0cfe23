import { type ReactNode, useId } from 'react';

import styles from './Field.module.css';

export interface Choice {
  value: string;
  text: string;
}

interface SelectFieldProps {
  label: string;
  value: string;
  choices: readonly Choice[];
  hint?: ReactNode;
  onChange: (value: string) => void;
}

/** One of a few. A value that is none of them shows as it is. */
export function SelectField({ label, value, choices, hint, onChange }: SelectFieldProps) {
  const id = useId();
  const isKnown = choices.some((choice) => choice.value === value);
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      <select
        id={id}
        className={styles.input}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        {!isKnown && <option value={value}>{value}</option>}
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.text}
          </option>
        ))}
      </select>
      {hint !== undefined && (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
    </div>
  );
}
