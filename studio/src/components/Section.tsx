import type { ReactNode } from 'react';

import styles from './Section.module.css';

interface SectionProps {
  title: string;
  /** Names it where its title alone does not say enough. */
  label?: string;
  /** One sentence on what it is about. */
  summary?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A part of a page with a heading of its own. */
export function Section({ title, label = title, summary, actions, children }: SectionProps) {
  return (
    <section className={styles.section} aria-label={label}>
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
