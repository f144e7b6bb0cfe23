import type { ReactNode } from 'react';

import styles from './States.module.css';

interface EmptyStateProps {
  title: string;
  /** What could be done about it, in a sentence. */
  children?: ReactNode;
  action?: ReactNode;
}

export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      <h2 className={styles.emptyTitle}>{title}</h2>
      {children !== undefined && <p>{children}</p>}
      {action}
    </div>
  );
}
