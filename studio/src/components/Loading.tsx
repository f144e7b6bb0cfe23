import styles from './States.module.css';

/** Says nothing for a moment, so that what comes at once does not flicker. */
export function Loading({ what }: { what: string }) {
  return (
    <div className={styles.loading} role="status">
      Loading {what}…
    </div>
  );
}
