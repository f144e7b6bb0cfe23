import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { type ErrorCause, dropErrors, retryErrors } from '../../api/taskErrors';
import type { ScriptName } from '../../api/tasks';
import { Button } from '../../components/Button';
import { ErrorNotice } from '../../components/ErrorNotice';
import { PlaceLink } from '../../components/PlaceLink';
import { countOf } from '../../text/quantities';
import { formatMoment } from '../../text/times';
import { visible, visibleLines } from '../../text/visible';
import { DropErrorsDialog } from './DropErrorsDialog';
import styles from './ErrorCauseCard.module.css';
import { FailedDocuments } from './FailedDocuments';

interface ErrorCauseCardProps {
  database: string;
  name: ScriptName;
  cause: ErrorCause;
}

export function ErrorCauseCard({ database, name, cause }: ErrorCauseCardProps) {
  const { documents, first, last, sample } = cause;
  const queries = useQueryClient();
  const [isDropping, setIsDropping] = useState(false);
  const [isOpen, setIsOpen] = useState(false);
  const lookAgain = () => queries.invalidateQueries({ queryKey: ['errorCauses', database, name] });
  const selection = { cause: cause.cause };
  const retry = useMutation({
    mutationFn: () => retryErrors(database, name, selection),
    onSuccess: lookAgain,
  });
  const drop = async () => {
    await dropErrors(database, name, selection);
    await lookAgain();
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
          <Button look="quiet" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
            {isOpen ? 'Hide documents' : 'Show documents'}
          </Button>
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
      {isOpen && <FailedDocuments database={database} name={name} cause={cause} />}
      {isDropping && (
        <DropErrorsDialog
          what={countOf(documents, 'document')}
          onDrop={drop}
          onClose={() => setIsDropping(false)}
        />
      )}
    </article>
  );
}

function period(first: string, last: string): string {
  const [begin, end] = [formatMoment(first), formatMoment(last)];
  return begin === end ? begin : `${begin} to ${end}`;
}
