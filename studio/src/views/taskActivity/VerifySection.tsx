import { type Verification, readVerification, startVerification } from '../../api/verification';
import { useOperation } from '../../application/operations';
import { Button } from '../../components/Button';
import { OperationErrors } from '../../components/OperationErrors';
import { Section } from '../../components/Section';
import { countOf, formatCount } from '../../text/quantities';
import { withMoments } from '../../text/times';
import { visible, visibleLines } from '../../text/visible';
import styles from './TaskActivity.module.css';

const NAMED_MAX = 50;

interface VerifySectionProps {
  database: string;
  task: string;
  script: string;
}

/** Compares every document with what the destination has, and mends it if told to. */
export function VerifySection({ database, task, script }: VerifySectionProps) {
  const verification = useOperation(
    database,
    (repairs: boolean) => startVerification(database, task, script, repairs),
    readVerification,
  );
  const { start, stop, isRunning, state } = verification;
  const hasDrift = state?.status === 'Completed' && driftOf(state) > 0;
  return (
    <Section
      title="Verify"
      summary="Compares every document with what is at the destination. Repairing delivers again what is missing or different, and deletes what is surplus."
      actions={
        <>
          {stop && <Button onClick={stop}>Stop</Button>}
          <Button disabled={isRunning} onClick={() => start(false)}>
            Verify
          </Button>
          <Button
            disabled={isRunning}
            look={hasDrift ? 'primary' : 'plain'}
            onClick={() => start(true)}
          >
            Verify and repair
          </Button>
        </>
      }
    >
      <OperationErrors {...verification} />
      <div role="status">{state && <Progress state={state} />}</div>
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
      return `It failed: ${withMoments(state.error ?? 'the server does not say why')}`;
  }
}
