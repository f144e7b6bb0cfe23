import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { type Task, type TaskProcess, resume } from '../../api/tasks';
import { useAccess } from '../../application/caller';
import { Button } from '../../components/Button';
import { ErrorNotice } from '../../components/ErrorNotice';
import { Notice } from '../../components/Notice';
import { Section } from '../../components/Section';
import { Status } from '../../components/Status';
import { formatCount } from '../../text/quantities';
import { formatMoment } from '../../text/times';
import { visible } from '../../text/visible';
import { ResetDialog } from '../taskActivity/ResetDialog';
import { ErrorCauses } from './ErrorCauses';
import styles from './ProcessSection.module.css';
import { sentenceOf } from './sentence';

interface ProcessSectionProps {
  database: string;
  task: Task;
  process: TaskProcess;
}

const CAN_RESUME = new Set<TaskProcess['state']>(['Halted', 'WaitingToRetry', 'NotOwner']);

/** A script of a task: how it is doing, and what it could not deliver. */
export function ProcessSection({ database, task, process }: ProcessSectionProps) {
  const queries = useQueryClient();
  const { mayAdminister } = useAccess(database);
  const [isRebuilding, setIsRebuilding] = useState(false);
  const name = { task: task.name, script: process.script };
  const again = useMutation({
    mutationFn: () => resume(database, name),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['tasks', database] }),
  });
  return (
    <Section
      title={visible(process.script)}
      label={`Script ${visible(process.script)}`}
      actions={
        mayAdminister &&
        task.isEnabled && (
          <>
            {process.state === 'NeedsRebuild' && (
              <Button onClick={() => setIsRebuilding(true)}>Rebuild…</Button>
            )}
            {CAN_RESUME.has(process.state) && (
              <Button disabled={again.isPending} onClick={() => again.mutate()}>
                {process.state === 'WaitingToRetry' ? 'Retry now' : 'Resume'}
              </Button>
            )}
          </>
        )
      }
    >
      {task.isEnabled && task.processes.length > 1 && <Status {...sentenceOf(process)} />}
      {again.error && <ErrorNotice title="It was not resumed." error={again.error} />}
      {process.warnings.map((warning) => (
        <Notice key={warning} title="Please note">
          {visible(warning)}
        </Notice>
      ))}
      <dl className={styles.facts}>
        <Fact name="To deliver" value={formatCount(process.remaining)} />
        <Fact name="Failed documents" value={formatCount(process.errors)} />
        <Fact
          name="Delivered last"
          value={process.lastSuccess ? formatMoment(process.lastSuccess) : 'Nothing yet'}
        />
        <Fact name="Delivery" value={deliveryOf(process)} />
        <Fact name="Destination" value={visible(task.destination || '–')} />
      </dl>
      {isRebuilding && (
        <ResetDialog
          database={database}
          task={{ name: task.name, connection: task.connectionString }}
          scripts={[process.script]}
          initially="delete"
          onClose={() => setIsRebuilding(false)}
        />
      )}
      {mayAdminister && process.errors > 0 && <ErrorCauses database={database} name={name} />}
    </Section>
  );
}

function deliveryOf({ delivery }: TaskProcess): string {
  if (delivery === 'ExactlyOnce') return 'Exactly once';
  return delivery === 'AtLeastOnce' ? 'At least once' : 'Not known yet';
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt className={styles.name}>{name}</dt>
      <dd className={styles.value}>{value}</dd>
    </div>
  );
}
