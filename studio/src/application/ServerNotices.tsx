import { hasClearance } from '../api/rights';
import { listServerNotices } from '../api/serverNotices';
import { Notice } from '../components/Notice';
import styles from './ServerNotices.module.css';
import { useCaller } from './caller';
import { usePolled } from './polling';

const INTERVAL_MS = 60_000;

/** What should worry whoever runs the server; nothing for others. */
export function ServerNotices() {
  return hasClearance(useCaller(), 'Operator') && <Notices />;
}

function Notices() {
  const { data: notices = [] } = usePolled(['server', 'notices'], listServerNotices, INTERVAL_MS);
  if (notices.length === 0) return null;
  return (
    <div className={styles.notices}>
      {notices.map(({ id, title, message }) => (
        <Notice key={id} title={title}>
          {message}
        </Notice>
      ))}
    </div>
  );
}
