import type { ReactNode } from 'react';

import { HeaderRow } from './HeaderRow';
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
      <HeaderRow actions={actions}>
        <h2 className={styles.title}>{title}</h2>
        {summary !== undefined && <p className={styles.summary}>{summary}</p>}
      </HeaderRow>
      {children}
    </section>
  );
}
