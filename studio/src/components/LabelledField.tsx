import { type ReactNode, useId } from 'react';

import styles from './Field.module.css';

export interface LabelledFieldProps {
  label: string;
  /** What is meant, or what is wrong with it. */
  hint?: ReactNode;
}

/** What ties an input to its label and its hint. */
export interface Ties {
  id: string;
  'aria-describedby'?: string;
}

interface Props extends LabelledFieldProps {
  children: (ties: Ties) => ReactNode;
}

/** An input with its label above and its hint below. */
export function LabelledField({ label, hint, children }: Props) {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      {children({ id, ...(hint !== undefined && { 'aria-describedby': hintId }) })}
      {hint !== undefined && (
        <p id={hintId} className={styles.hint}>
          {hint}
        </p>
      )}
    </div>
  );
}
