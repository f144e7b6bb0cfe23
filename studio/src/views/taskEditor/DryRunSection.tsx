import { useState } from 'react';

import { type DryRun, readDryRun, startDryRun } from '../../api/dryRuns';
import type { TaskDefinition } from '../../api/taskDefinitions';
import { useOperation } from '../../application/operations';
import { Button } from '../../components/Button';
import { ErrorNotice } from '../../components/ErrorNotice';
import { OperationErrors } from '../../components/OperationErrors';
import { ProgressBar } from '../../components/ProgressBar';
import { SelectField } from '../../components/SelectField';
import { countOf, formatCount } from '../../text/quantities';
import styles from './DryRunSection.module.css';
import { DryRunTable } from './DryRunTable';

const ALL = 'all';
const AMOUNTS = [
  ...[100, 1000, 10_000].map((count) => ({
    value: String(count),
    text: `The first ${formatCount(count)} documents`,
  })),
  { value: ALL, text: 'All documents' },
];

const HINT = 'Runs the script, as it stands, over documents of its collections. Nothing is sent.';

interface DryRunSectionProps {
  database: string;
  /** With the one script that is tried. */
  task: TaskDefinition;
  /** Called with a document that the person wants to look at. */
  onLookAt: (documentId: string) => void;
}

/** What the script, as it stands, would send for many documents. Nothing is sent. */
export function DryRunSection({ database, task, onLookAt }: DryRunSectionProps) {
  const [amount, setAmount] = useState('1000');
  const dryRun = useOperation(
    database,
    (tried: TaskDefinition) =>
      startDryRun(database, tried, amount === ALL ? undefined : Number(amount)),
    readDryRun,
  );
  const { start, stop, isRunning, input, state } = dryRun;
  const isOutdated = input !== undefined && JSON.stringify(input) !== JSON.stringify(task);
  return (
    <section className={styles.section} aria-label="Dry run">
      <div className={styles.start}>
        <SelectField label="Dry run" value={amount} choices={AMOUNTS} onChange={setAmount} />
        <Button disabled={isRunning} onClick={() => start(task)}>
          Start dry run
        </Button>
        {stop && <Button onClick={stop}>Stop</Button>}
      </div>
      <OperationErrors {...dryRun} />
      {state?.status === 'Faulted' && (
        <ErrorNotice title="The dry run failed." error={state.error ?? ''} />
      )}
      {state && isRunning && (
        <ProgressBar
          label="Dry run"
          done={state.documents}
          total={state.total}
          text={`${formatCount(state.documents)} of ${countOf(state.total, 'document')}`}
        />
      )}
      <p role="status" className={state ? undefined : styles.hint}>
        {state ? !isRunning && summaryOf(state) : HINT}
        {state && isOutdated && ' The task has changed since.'}
      </p>
      {state && <DryRunTable dryRun={state} kind={task.kind} onLookAt={onLookAt} />}
    </section>
  );
}

function summaryOf({ status, documents, deletions, failed }: DryRun): string {
  if (status === 'Faulted') return '';
  const tried = [
    `${countOf(documents, 'document')}`,
    ...(deletions > 0 ? [countOf(deletions, 'deletion')] : []),
  ].join(' and ');
  const outcome = failed === 0 ? 'none failed' : `${formatCount(failed)} failed`;
  return `${status === 'Canceled' ? 'Stopped after' : 'Tried'} ${tried}: ${outcome}.`;
}
