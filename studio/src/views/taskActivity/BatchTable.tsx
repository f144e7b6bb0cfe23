import { type Batch, readBatches } from '../../api/batches';
import { usePolled } from '../../application/polling';
import { Section } from '../../components/Section';
import { type Column, Table } from '../../components/Table';
import { formatBytes, formatCount } from '../../text/quantities';
import { formatTimeOfDay } from '../../text/times';
import { visible } from '../../text/visible';
import styles from './TaskActivity.module.css';

const SHOWN_MAX = 20;

const COLUMNS: Column[] = [
  { title: 'Started' },
  { title: 'Documents', align: 'end' },
  { title: 'Deletions', align: 'end' },
  { title: 'Loaded', align: 'end' },
  { title: 'Size', align: 'end' },
  { title: 'Read · script · load' },
  { title: 'Ended because' },
];

interface BatchTableProps {
  database: string;
  task: string;
  script: string;
}

/** The last batches, and where their time went. */
export function BatchTable({ database, task, script }: BatchTableProps) {
  const batches = usePolled(['batches', database, task, script], (signal) =>
    readBatches(database, task, script, signal),
  );
  const shown = (batches.data ?? []).slice(0, SHOWN_MAX);
  return (
    <Section title="Batches" summary="The last ones, newest first.">
      {shown.length === 0 ? (
        <p className={styles.none}>There was none since the server started.</p>
      ) : (
        <Table label="Batches" columns={COLUMNS}>
          {shown.map((batch) => (
            <BatchRow key={batch.id} batch={batch} />
          ))}
        </Table>
      )}
    </Section>
  );
}

function BatchRow({ batch }: { batch: Batch }) {
  return (
    <tr>
      <td>{formatTimeOfDay(batch.started)}</td>
      <td data-align="end">{formatCount(batch.documents)}</td>
      <td data-align="end">{formatCount(batch.deletions)}</td>
      <td data-align="end">{formatCount(batch.objects)}</td>
      <td data-align="end">{formatBytes(batch.bytes)}</td>
      <td>
        <Phases batch={batch} />
      </td>
      <td
        data-tone={batch.succeeded ? 'muted' : undefined}
        className={styles.reason}
        title={visible(batch.error ?? batch.whyItEnded)}
      >
        {batch.succeeded ? visible(batch.whyItEnded) : `Failed: ${visible(batch.error ?? '')}`}
      </td>
    </tr>
  );
}

/** The three parts of its time as a bar, and in milliseconds. */
function Phases({ batch: { extractMs, transformMs, loadMs } }: { batch: Batch }) {
  const parts = [extractMs, transformMs, loadMs];
  const whole = parts.reduce((sum, part) => sum + part, 0) || 1;
  let begin = 0;
  return (
    <span className={styles.phases}>
      <svg aria-hidden viewBox="0 0 100 8" preserveAspectRatio="none" className={styles.bar}>
        {parts.map((part, i) => {
          const x = begin;
          const width = (part / whole) * 100;
          begin += width;
          return <rect key={i} x={x} width={width} height="8" data-phase={i} />;
        })}
      </svg>
      {parts.map((part) => formatCount(Math.round(part))).join(' · ')} ms
    </span>
  );
}
