import { visibleLines } from '../text/visible';
import { Button } from './Button';
import styles from './States.module.css';

interface ErrorNoticeProps {
  /** What could not be done: "The databases could not be read." */
  title: string;
  error: unknown;
  onRetry?: () => void;
}

export function ErrorNotice({ title, error, onRetry }: ErrorNoticeProps) {
  return (
    <div className={styles.error} role="alert">
      <div className={styles.errorText}>
        <strong>{title}</strong>
        <p className={styles.reason}>
          {visibleLines(error instanceof Error ? error.message : String(error))}
        </p>
      </div>
      {onRetry && <Button onClick={onRetry}>Try again</Button>}
    </div>
  );
}
