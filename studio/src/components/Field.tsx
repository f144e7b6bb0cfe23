import type { ComponentProps } from 'react';

import styles from './Field.module.css';
import { LabelledField, type LabelledFieldProps } from './LabelledField';

interface TextFieldProps extends Omit<ComponentProps<'input'>, 'onChange'>, LabelledFieldProps {
  onChange: (value: string) => void;
}

export function TextField({ label, hint, onChange, ...input }: TextFieldProps) {
  return (
    <LabelledField label={label} hint={hint}>
      {(ties) => (
        <input
          {...ties}
          className={styles.input}
          autoComplete="off"
          spellCheck={false}
          {...input}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </LabelledField>
  );
}

interface SearchFieldProps {
  /** Shown as long as nothing is typed. */
  label: string;
  value: string;
  onChange: (value: string) => void;
}

/** Narrows down what a view shows while one types. */
export function SearchField({ label, value, onChange }: SearchFieldProps) {
  return (
    <input
      type="search"
      className={styles.input}
      aria-label={label}
      placeholder={label}
      autoComplete="off"
      spellCheck={false}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
