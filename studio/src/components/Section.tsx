import type { ReactNode } from 'react';

import styles from './Section.module.css';

interface SectionProps {
  title: string;
  /** One sentence on what it is about. */
  summary?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A part of a page with a heading of its own. */
export function Section({ title, summary, actions, children }: SectionProps) {
  return (
    <section className={styles.section} aria-label={title}>
      <header className={styles.header}>
        <div>
          <h2 className={styles.title}>{title}</h2>
          {summary !== undefined && <p className={styles.summary}>{summary}</p>}
        </div>
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </section>
  );
}
