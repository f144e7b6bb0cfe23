import { useMutation, useQuery } from '@tanstack/react-query';

import {
  type Verification,
  readVerification,
  startVerification,
  stopVerification,
} from '../../api/verification';
import { Button } from '../../components/Button';
import { ErrorNotice } from '../../components/ErrorNotice';
import { Section } from '../../components/Section';
import { countOf, formatCount } from '../../text/quantities';
import { visible, visibleLines } from '../../text/visible';
import styles from './TaskActivity.module.css';

const LOOK_INTERVAL_MS = 500;
const NAMED_MAX = 50;

interface VerifySectionProps {
  database: string;
  task: string;
  script: string;
}

/** Compares every document with what the destination has, and mends it if told to. */
export function VerifySection({ database, task, script }: VerifySectionProps) {
  const start = useMutation({
    mutationFn: (repairs: boolean) => startVerification(database, task, script, repairs),
  });
  const operation = start.data;
  const state = useQuery({
    queryKey: ['verification', database, operation],
    queryFn: ({ signal }) => readVerification(database, operation ?? 0, signal),
    enabled: operation !== undefined,
    refetchInterval: ({ state: { data } }) =>
      data === undefined || data.status === 'InProgress' ? LOOK_INTERVAL_MS : false,
  });
  const isRunning =
    start.isPending ||
    (operation !== undefined && (state.data?.status ?? 'InProgress') === 'InProgress');
  const hasDrift = state.data?.status === 'Completed' && driftOf(state.data) > 0;
  return (
    <Section
      title="Verify"
      summary="Compares every document with what is at the destination. Repairing delivers again what is missing or different, and deletes what is surplus."
      actions={
        <>
          {isRunning && operation !== undefined && (
            <Button onClick={() => void stopVerification(database, operation)}>Stop</Button>
          )}
          <Button disabled={isRunning} onClick={() => start.mutate(false)}>
            Verify
          </Button>
          <Button
            disabled={isRunning}
            look={hasDrift ? 'primary' : 'plain'}
            onClick={() => start.mutate(true)}
          >
            Verify and repair
          </Button>
        </>
      }
    >
      {start.isError && <ErrorNotice title="It could not be started." error={start.error} />}
      {state.isError && <ErrorNotice title="It could not be watched." error={state.error} />}
      <div role="status">{state.data && <Progress state={state.data} />}</div>
    </Section>
  );
}

function Progress({ state }: { state: Verification }) {
  return (
    <div className={styles.verification}>
      <p>{visibleLines(sentenceOf(state))}</p>
      {state.drifted.length > 0 && (
        <ul className={styles.drifts}>
          {state.drifted.slice(0, NAMED_MAX).map(({ id, kind, detail }) => (
            <li key={id}>
              <code>{visible(id)}</code> {kind.toLowerCase()}
              {detail !== '' && <span className={styles.muted}>: {visibleLines(detail)}</span>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function driftOf({ missing, surplus, different }: Verification): number {
  return missing + surplus + different;
}

function sentenceOf(state: Verification): string {
  const compared = `${countOf(state.documents, 'document')} compared`;
  const found =
    driftOf(state) === 0
      ? 'the destination has what it should have'
      : `${formatCount(state.missing)} missing, ${formatCount(state.different)} different, ` +
        `${formatCount(state.surplus)} surplus`;
  const repaired = state.repaired > 0 ? `, ${formatCount(state.repaired)} repaired` : '';
  switch (state.status) {
    case 'InProgress':
      return `${compared} so far…`;
    case 'Completed':
      return `${compared}: ${found}${repaired}.`;
    case 'Canceled':
      return `Stopped: ${compared}, ${found}${repaired}.`;
    case 'Faulted':
      return `It failed: ${state.error ?? 'the server does not say why'}`;
  }
}
