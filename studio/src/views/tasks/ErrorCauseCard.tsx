import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import type { ErrorCause } from '../../api/tasks';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { ErrorNotice } from '../../components/ErrorNotice';
import { PlaceLink } from '../../components/PlaceLink';
import { countOf } from '../../text/quantities';
import { formatMoment } from '../../text/times';
import { visible, visibleLines } from '../../text/visible';
import styles from './ErrorCauseCard.module.css';

interface ErrorCauseCardProps {
  database: string;
  cause: ErrorCause;
  onRetry: () => Promise<void>;
  onDrop: () => Promise<void>;
  /** Called when one of them has worked. */
  onDone: () => void;
}

export function ErrorCauseCard({ database, cause, onRetry, onDrop, onDone }: ErrorCauseCardProps) {
  const { documents, first, last, sample } = cause;
  const [isDropping, setIsDropping] = useState(false);
  const retry = useMutation({ mutationFn: onRetry, onSuccess: onDone });
  const drop = async () => {
    await onDrop();
    onDone();
  };
  return (
    <article className={styles.card} aria-label={countOf(documents, 'failed document')}>
      <header className={styles.header}>
        <h3 className={styles.count}>{countOf(documents, 'document')}</h3>
        <span className={styles.times}>
          {period(first, last)}, such as{' '}
          <PlaceLink to={{ view: 'document', database, id: sample.documentId }}>
            {visible(sample.documentId)}
          </PlaceLink>
        </span>
        <span className={styles.actions}>
          <Button look="quiet" onClick={() => void navigator.clipboard.writeText(sample.error)}>
            Copy
          </Button>
          <Button look="quiet" onClick={() => setIsDropping(true)}>
            Drop
          </Button>
          <Button disabled={retry.isPending} onClick={() => retry.mutate()}>
            Retry
          </Button>
        </span>
      </header>
      <pre className={styles.error} tabIndex={0}>
        {visibleLines(sample.error)}
      </pre>
      {retry.error && <ErrorNotice title="They are not retried." error={retry.error} />}
      {isDropping && (
        <Dialog
          title={`Drop ${countOf(documents, 'document')} from the errors?`}
          action="Drop"
          isDangerous
          onSubmit={drop}
          onClose={() => setIsDropping(false)}
        >
          <p>They stay undelivered until they change again, and nothing says so any more.</p>
        </Dialog>
      )}
    </article>
  );
}

function period(first: string, last: string): string {
  const [begin, end] = [formatMoment(first), formatMoment(last)];
  return begin === end ? begin : `${begin} to ${end}`;
}
