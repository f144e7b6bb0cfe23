import type { ReactNode } from 'react';

import { Breadcrumb } from './Breadcrumb';
import { Navigation } from './Navigation';
import { ServerNotices } from './ServerNotices';
import styles from './Shell.module.css';
import { SignedIn } from './SignedIn';
import { ThemeSwitch } from './ThemeSwitch';
import type { Place } from './places';

interface ShellProps {
  place: Place | undefined;
  children: ReactNode;
}

/** What stays while views come and go. */
export function Shell({ place, children }: ShellProps) {
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#content">
        Skip to the content
      </a>
      <Navigation place={place} />
      <div className={styles.main}>
        <header className={styles.bar}>
          <Breadcrumb place={place} />
          <SignedIn place={place} />
          <ThemeSwitch />
        </header>
        <ServerNotices />
        {children}
      </div>
    </div>
  );
}
