import type { ReactNode } from 'react';

import { HeaderRow } from '../../components/HeaderRow';
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
        <HeaderRow actions={actions}>
          <p className={styles.summary}>{summary}</p>
        </HeaderRow>
      )}
      {children}
    </section>
  );
}
