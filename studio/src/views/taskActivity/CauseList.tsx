import { useMutation, useQueryClient } from '@tanstack/react-query';

import {
  type ErrorCause,
  type ErrorSelection,
  dropErrors,
  listErrorCauses,
  retryErrors,
} from '../../api/errorCauses';
import { usePolled } from '../../application/polling';
import { Button } from '../../components/Button';
import { ErrorNotice } from '../../components/ErrorNotice';
import { PlaceLink } from '../../components/PlaceLink';
import { Section } from '../../components/Section';
import { countOf } from '../../text/quantities';
import { formatMoment } from '../../text/times';
import { visible, visibleLines } from '../../text/visible';
import styles from './TaskActivity.module.css';

interface CauseListProps {
  database: string;
  task: string;
  script: string;
}

/** What could not be delivered, by what is wrong. */
export function CauseList({ database, task, script }: CauseListProps) {
  const queries = useQueryClient();
  const key = ['causes', database, task, script];
  const causes = usePolled(key, (signal) => listErrorCauses(database, task, script, signal));
  const settle = () => queries.invalidateQueries({ queryKey: key });
  const retry = useMutation({
    mutationFn: (selection: ErrorSelection) => retryErrors(database, selection),
    onSuccess: settle,
  });
  const drop = useMutation({
    mutationFn: (selection: ErrorSelection) => dropErrors(database, selection),
    onSuccess: settle,
  });
  const failed = retry.error ?? drop.error;
  return (
    <Section title="Errors" summary="Documents that could not be delivered, by their cause.">
      {causes.isError && <ErrorNotice title="They could not be read." error={causes.error} />}
      {failed && <ErrorNotice title="That did not work." error={failed} />}
      {causes.data?.length === 0 && <p className={styles.none}>There is none.</p>}
      <ul className={styles.causes}>
        {causes.data?.map((cause) => (
          <CauseShown
            key={cause.cause}
            database={database}
            cause={cause}
            onRetry={() => retry.mutate({ task, script, cause: cause.cause })}
            onDrop={() => drop.mutate({ task, script, cause: cause.cause })}
          />
        ))}
      </ul>
    </Section>
  );
}

interface CauseShownProps {
  database: string;
  cause: ErrorCause;
  onRetry: () => void;
  onDrop: () => void;
}

function CauseShown({ database, cause, onRetry, onDrop }: CauseShownProps) {
  const { documents, first, last, sample } = cause;
  return (
    <li className={styles.cause}>
      <p className={styles.causeText}>{visibleLines(cause.cause)}</p>
      <p className={styles.muted}>
        {countOf(documents, 'document')}, since {formatMoment(first)}, last {formatMoment(last)};
        for example{' '}
        <PlaceLink to={{ view: 'document', database, id: sample.id }}>
          {visible(sample.id)}
        </PlaceLink>
      </p>
      <div className={styles.causeActions}>
        <Button onClick={onRetry}>{sample.isRetried ? 'Retry again' : 'Retry all'}</Button>
        <Button onClick={() => void navigator.clipboard.writeText(sample.message)}>Copy</Button>
        <Button look="quiet" onClick={onDrop}>
          Take off the list
        </Button>
      </div>
    </li>
  );
}
