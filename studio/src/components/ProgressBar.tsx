import styles from './ProgressBar.module.css';

interface ProgressBarProps {
  /** What gets on. */
  label: string;
  done: number;
  total: number;
  /** How far it is, as people read it. */
  text: string;
}

export function ProgressBar({ label, done, total, text }: ProgressBarProps) {
  return (
    <div className={styles.progress}>
      <progress aria-label={label} className={styles.bar} value={done} max={Math.max(total, 1)} />
      <p className={styles.text}>{text}</p>
    </div>
  );
}
