import fieldStyles from './Field.module.css';
import { LabelledField, type LabelledFieldProps } from './LabelledField';
import styles from './TextAreaField.module.css';

interface TextAreaFieldProps extends LabelledFieldProps {
  value: string;
  rows: number;
  onChange: (value: string) => void;
}

/** Text of several lines, in the letters of code. */
export function TextAreaField({ label, hint, value, rows, onChange }: TextAreaFieldProps) {
  return (
    <LabelledField label={label} hint={hint}>
      {(ties) => (
        <textarea
          {...ties}
          className={`${fieldStyles.input} ${styles.area}`}
          autoComplete="off"
          spellCheck={false}
          rows={rows}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </LabelledField>
  );
}
