import { type ReactNode, useId } from 'react';

import fieldStyles from './Field.module.css';
import styles from './TextAreaField.module.css';

interface TextAreaFieldProps {
  label: string;
  value: string;
  rows: number;
  hint?: ReactNode;
  onChange: (value: string) => void;
}

/** Text of several lines, in the letters of code. */
export function TextAreaField({ label, value, rows, hint, onChange }: TextAreaFieldProps) {
  const id = useId();
  return (
    <div className={fieldStyles.field}>
      <label htmlFor={id} className={fieldStyles.label}>
        {label}
      </label>
      <textarea
        id={id}
        className={`${fieldStyles.input} ${styles.area}`}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        autoComplete="off"
        spellCheck={false}
        rows={rows}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      {hint !== undefined && (
        <p id={`${id}-hint`} className={fieldStyles.hint}>
          {hint}
        </p>
      )}
    </div>
  );
}
