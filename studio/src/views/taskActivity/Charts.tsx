import { useEffect, useState } from 'react';

import { type ScriptProgress, readBatches } from '../../api/taskActivity';
import { usePolled } from '../../application/polling';
import { Sparkline } from '../../components/chart/Sparkline';
import { formatCount } from '../../text/quantities';
import styles from './TaskActivity.module.css';

/** Of a look every two seconds: five minutes. */
const LOOKS_MAX = 150;

interface ChartsProps {
  database: string;
  task: string;
  progress: ScriptProgress;
}

/** How fast it goes, how far it is behind, and how long its batches take. */
export function Charts({ database, task, progress }: ChartsProps) {
  const looks = useLooks(progress);
  const batches = usePolled(['batches', database, task, progress.script], (signal) =>
    readBatches(database, task, progress.script, signal),
  );
  const durations = (batches.data ?? [])
    .map(({ extractMs, transformMs, loadMs }) => extractMs + transformMs + loadMs)
    .reverse();
  const rates = looks.map(({ perSecond }) => perSecond);
  const lags = looks.map(({ behind }) => behind);
  return (
    <div className={styles.charts}>
      <Sparkline
        label="Documents per second"
        values={rates}
        now={formatCount(Math.round(rates.at(-1) ?? 0))}
        peak={formatCount(Math.round(Math.max(...rates, 0)))}
      />
      <Sparkline
        label="Changes behind"
        values={lags}
        now={formatCount(lags.at(-1) ?? 0)}
        peak={formatCount(Math.max(...lags, 0))}
      />
      <Sparkline
        label="Time of a batch"
        values={durations}
        now={`${formatCount(Math.round(durations.at(-1) ?? 0))} ms`}
        peak={`${formatCount(Math.round(Math.max(...durations, 0)))} ms`}
      />
    </div>
  );
}

/** What was seen since the page was opened. */
function useLooks(progress: ScriptProgress): ScriptProgress[] {
  const [looks, setLooks] = useState<ScriptProgress[]>([]);
  useEffect(() => setLooks((former) => [...former, progress].slice(-LOOKS_MAX)), [progress]);
  return looks;
}
