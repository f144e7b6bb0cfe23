import { listServerNotices } from '../api/serverNotices';
import { Notice } from '../components/Notice';
import styles from './ServerNotices.module.css';
import { usePolled } from './polling';

const INTERVAL_MS = 60_000;

/** What should worry whoever runs the server; nothing where one may not know. */
export function ServerNotices() {
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
