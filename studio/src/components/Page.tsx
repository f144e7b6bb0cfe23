import { type ReactNode, useEffect, useRef } from 'react';

import { hasArrived } from '../application/location';
import { visible } from '../text/visible';
import { HeaderRow } from './HeaderRow';
import styles from './Page.module.css';

interface PageProps {
  title: string;
  /** One sentence below the title. */
  summary?: ReactNode;
  actions?: ReactNode;
  /** Whether the content takes the height that is left, and scrolls within itself. */
  fills?: boolean;
  children: ReactNode;
}

/** The frame of every view: its title, what can be done with the whole of it, and its content. */
export function Page({ title, summary, actions, fills = false, children }: PageProps) {
  useEffect(() => {
    document.title = `${visible(title)} · Penstock Studio`;
  }, [title]);
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    // The link that led here is gone, and the focus with it: the keyboard goes on from the view.
    if (hasArrived() && document.activeElement === document.body) main.current?.focus();
  }, []);
  return (
    <main ref={main} className={styles.page} data-fills={fills} id="content" tabIndex={-1}>
      <HeaderRow actions={actions}>
        <h1 className={styles.title}>{visible(title)}</h1>
        {summary !== undefined && <p className={styles.summary}>{summary}</p>}
      </HeaderRow>
      {children}
    </main>
  );
}
