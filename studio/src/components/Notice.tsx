import type { ReactNode } from 'react';

import styles from './States.module.css';

interface NoticeProps {
  title: string;
  /** "good" is what went as it should. */
  tone?: 'good' | 'waiting';
  children?: ReactNode;
  actions?: ReactNode;
}

/** Something that a person should know before going on. */
export function Notice({ title, tone = 'waiting', children, actions }: NoticeProps) {
  return (
    <div className={styles.notice} data-tone={tone} role="status">
      <div className={styles.errorText}>
        <strong>{title}</strong>
        {children && <div>{children}</div>}
      </div>
      <div className={styles.noticeActions}>{actions}</div>
    </div>
  );
}
