import type { ReactNode } from 'react';

import type { Place } from '../../application/places';
import { Icon } from '../../components/Icon';
import { PlaceLink } from '../../components/PlaceLink';
import styles from './Part.module.css';

/** From one thing of a part back to all of them. */
export function BackLink({ to, children }: { to: Place; children: ReactNode }) {
  return (
    <PlaceLink to={to} className={styles.back}>
      <Icon name="previous" />
      {children}
    </PlaceLink>
  );
}
