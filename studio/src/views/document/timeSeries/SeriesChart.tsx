import type { Entries } from '../../../api/timeSeries';
import { Chart, LINES_MAX } from '../../../components/chart/Chart';
import { formatCount } from '../../../text/quantities';
import { formatExactMoment } from '../../../text/times';
import { visible } from '../../../text/visible';
import styles from './TimeSeries.module.css';

interface SeriesChartProps {
  series: string;
  /** At least one. */
  newest: Entries;
}

/** The newest entries of a range. */
export function SeriesChart({ series, newest: { total, entries } }: SeriesChartProps) {
  const width = entries.reduce((most, { values }) => Math.max(most, values.length), 0);
  const points = entries
    .map(({ moment, values }) => ({
      moment: Date.parse(moment),
      when: formatExactMoment(moment),
      values,
    }))
    .reverse();
  const drawn = formatCount(entries.length);
  return (
    <div>
      <Chart
        label={`${visible(series)}, ${drawn} entries drawn`}
        points={points}
        names={namesOf(Math.min(width, LINES_MAX))}
      />
      {total > entries.length && (
        <p className={styles.note}>
          The newest {drawn} of {formatCount(total)} entries are drawn. Choose other moments to see
          others.
        </p>
      )}
      {width > LINES_MAX && (
        <p className={styles.note}>
          The first {LINES_MAX} of {width} values are drawn.
        </p>
      )}
    </div>
  );
}

function namesOf(width: number): string[] {
  if (width === 1) return ['Value'];
  return Array.from({ length: width }, (_, i) => `Value ${i + 1}`);
}
