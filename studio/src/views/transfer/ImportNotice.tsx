import type { ImportReport } from '../../api/transfer';
import { Button } from '../../components/Button';
import { Notice } from '../../components/Notice';
import { countOf } from '../../text/quantities';
import { visible } from '../../text/visible';
import styles from './ImportNotice.module.css';

interface ImportNoticeProps {
  report: ImportReport;
  onClose: () => void;
}

/** What became of an import, and what the server has to say about it. */
export function ImportNotice({ report, onClose }: ImportNoticeProps) {
  const { documents, refused, messages } = report;
  const title =
    refused === 0
      ? `${countOf(documents, 'document')} imported.`
      : `${countOf(documents, 'document')} imported, ${countOf(refused, 'item')} not.`;
  return (
    <Notice
      title={title}
      tone={refused === 0 ? 'good' : 'waiting'}
      actions={<Button onClick={onClose}>Close</Button>}
    >
      {messages.length > 0 && (
        <span className={styles.messages}>{messages.map(visible).join('\n')}</span>
      )}
    </Notice>
  );
}
