import type { ReactNode } from 'react';

import styles from './States.module.css';

interface NoticeProps {
  title: string;
  children: ReactNode;
  actions?: ReactNode;
}

/** Something that a person should know before going on. */
export function Notice({ title, children, actions }: NoticeProps) {
  return (
    <div className={styles.notice} role="status">
      <div className={styles.errorText}>
        <strong>{title}</strong>
        <p>{children}</p>
      </div>
      <div className={styles.noticeActions}>{actions}</div>
    </div>
  );
}
