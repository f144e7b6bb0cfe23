import type { ReactNode } from 'react';

import styles from './Table.module.css';

interface TableProps {
  /** What is in it, for those who do not see it. */
  label: string;
  children: ReactNode;
}

/**
 * A table of as many rows as a person would read. Cells say with `data-align="end"` that they hold
 * numbers, with `data-tone="muted"` that they matter less.
 */
export function Table({ label, children }: TableProps) {
  return (
    <div className={styles.frame} tabIndex={0}>
      <table className={styles.table} aria-label={label}>
        {children}
      </table>
    </div>
  );
}
