import type { ReactNode } from 'react';

import styles from './Part.module.css';

interface PartProps {
  /** For those who do not see its tab. */
  label: string;
  /** What is shown, in a few words, if anything is. */
  summary: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** What is below a tab. */
export function Part({ label, summary, actions, children }: PartProps) {
  return (
    <section className={styles.part} aria-label={label}>
      {(summary || actions) && (
        <header className={styles.header}>
          <p className={styles.summary}>{summary}</p>
          <div className={styles.actions}>{actions}</div>
        </header>
      )}
      {children}
    </section>
  );
}
