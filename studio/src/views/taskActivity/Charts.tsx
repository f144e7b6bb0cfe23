import { useMemo } from 'react';

import { readBatches } from '../../api/batches';
import type { TaskProcess } from '../../api/tasks';
import { usePolled } from '../../application/polling';
import { LevelChart } from '../../components/chart/LevelChart';
import { formatCount, formatMilliseconds, formatRate } from '../../text/quantities';
import { RATE_LOOKS, lagLevels, rateLevels, rateOf, useLooks } from '../tasks/looks';
import styles from './TaskActivity.module.css';

const SHOWN_MS = 120_000;
/** Of a look every second. */
const LOOKS_MAX = 120;
/** As many as the server keeps. */
const BATCHES_MAX = 25;

interface ChartsProps {
  database: string;
  task: string;
  process: TaskProcess;
  /** When it was so, in milliseconds. */
  at: number;
}

/** How fast it goes, how far it is behind, and how long its batches take. */
export function Charts({ database, task, process, at }: ChartsProps) {
  const { script } = process;
  const seen = useMemo(() => new Map([[script, [process]]]), [script, process]);
  const looks = useLooks(seen, at, LOOKS_MAX).get(script) ?? [];
  const batches = usePolled(['batches', database, task, script], (signal) =>
    readBatches(database, task, script, signal),
  );
  const durations = (batches.data ?? [])
    .map(({ extractMs, transformMs, loadMs }) => extractMs + transformMs + loadMs)
    .slice(0, BATCHES_MAX)
    .reverse();
  const time = { from: at - SHOWN_MS, to: at, begin: '2 minutes ago', end: 'now' };
  const first = BATCHES_MAX - durations.length;
  return (
    <div className={styles.charts}>
      <LevelChart
        label="Documents per second"
        levels={rateLevels(looks)}
        axis={time}
        format={formatRate}
        now={rateOf(looks.slice(-RATE_LOOKS)) ?? 0}
      />
      <LevelChart
        label="Changes behind"
        levels={lagLevels(looks)}
        axis={time}
        format={formatCount}
        now={process.remaining}
      />
      <LevelChart
        label="Time of a batch"
        levels={durations.map((value, i) => ({ from: first + i, to: first + i + 0.8, value }))}
        axis={{ from: 0, to: BATCHES_MAX, begin: `the last ${BATCHES_MAX}`, end: 'newest' }}
        format={formatMilliseconds}
      />
    </div>
  );
}
