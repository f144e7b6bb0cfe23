import type { ReactNode } from 'react';

import styles from './CodeBlock.module.css';

/** Text in the letters of code, as it is. */
export function CodeBlock({ children }: { children: ReactNode }) {
  return <pre className={styles.code}>{children}</pre>;
}
