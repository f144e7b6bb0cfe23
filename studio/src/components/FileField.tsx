import fieldStyles from './Field.module.css';
import styles from './FileField.module.css';
import { LabelledField, type LabelledFieldProps } from './LabelledField';

interface FileFieldProps extends LabelledFieldProps {
  disabled?: boolean;
  onChange: (file: File | undefined) => void;
}

/** A file of the person's own machine. */
export function FileField({ label, hint, disabled, onChange }: FileFieldProps) {
  return (
    <LabelledField label={label} hint={hint}>
      {(ties) => (
        <input
          {...ties}
          type="file"
          className={`${fieldStyles.input} ${styles.file}`}
          disabled={disabled}
          onChange={({ target }) => onChange(target.files?.[0])}
        />
      )}
    </LabelledField>
  );
}
