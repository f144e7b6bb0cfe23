import { visible } from '../text/visible';
import styles from './Field.module.css';
import { LabelledField, type LabelledFieldProps } from './LabelledField';

export interface Choice {
  value: string;
  text: string;
}

interface SelectFieldProps extends LabelledFieldProps {
  value: string;
  choices: readonly Choice[];
  onChange: (value: string) => void;
}

/** One of a few. A value that is none of them shows as it is. */
export function SelectField({ label, hint, value, choices, onChange }: SelectFieldProps) {
  const isKnown = choices.some((choice) => choice.value === value);
  return (
    <LabelledField label={label} hint={hint}>
      {(ties) => (
        <select
          {...ties}
          className={styles.input}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        >
          {!isKnown && <option value={value}>{visible(value)}</option>}
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.text}
            </option>
          ))}
        </select>
      )}
    </LabelledField>
  );
}
