import { type ComponentProps, useId } from 'react';

import styles from './CheckField.module.css';
import type { LabelledFieldProps } from './LabelledField';

interface CheckFieldProps extends Omit<ComponentProps<'input'>, 'onChange'>, LabelledFieldProps {
  /** One that can be checked, or one of several of which one is. */
  type?: 'checkbox' | 'radio';
  onChange: (checked: boolean) => void;
}

export function CheckField(props: CheckFieldProps) {
  const { type = 'checkbox', label, hint, onChange, ...input } = props;
  const id = useId();
  return (
    <div className={styles.field}>
      <input
        id={id}
        type={type}
        className={styles.box}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        {...input}
        onChange={(event) => onChange(event.target.checked)}
      />
      <div>
        <label htmlFor={id}>{label}</label>
        {hint !== undefined && (
          <p id={`${id}-hint`} className={styles.hint}>
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
