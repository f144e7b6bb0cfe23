import { accessTo } from '../api/rights';
import { Icon } from '../components/Icon';
import { ACCESS_NAMES, CLEARANCE_NAMES } from '../text/rights';
import { visible } from '../text/visible';
import styles from './SignedIn.module.css';
import { useCaller } from './caller';
import type { Place } from './places';

/** By which certificate the server knows the person; nothing where it asks for none. */
export function SignedIn({ place }: { place: Place | undefined }) {
  const caller = useCaller();
  if (caller.thumbprint === '') return null;
  const access =
    caller.clearance === 'ValidUser' && place && 'database' in place
      ? accessTo(caller, place.database)
      : undefined;
  return (
    <p
      className={styles.caller}
      title={`Signed in with the certificate of the thumbprint ${caller.thumbprint}`}
    >
      <Icon name="certificate" />
      <span className={styles.text}>
        <span className={styles.name}>
          <span className="visually-hidden">Signed in as </span>
          {visible(caller.name)}
        </span>
        <span className={styles.clearance}>
          {CLEARANCE_NAMES[caller.clearance]}
          {access && `, may ${ACCESS_NAMES[access].toLowerCase()}`}
        </span>
      </span>
    </p>
  );
}
