import type { ReactNode } from 'react';

import styles from './HeaderRow.module.css';

interface HeaderRowProps {
  /** What it is the header of. */
  children: ReactNode;
  /** What can be done with it, at the end of the row. */
  actions?: ReactNode;
}

export function HeaderRow({ children, actions }: HeaderRowProps) {
  return (
    <header className={styles.row}>
      <div className={styles.heading}>{children}</div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </header>
  );
}
