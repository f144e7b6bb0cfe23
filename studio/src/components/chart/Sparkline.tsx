import frame from './Chart.module.css';
import { Plot } from './Plot';
import styles from './Sparkline.module.css';

interface SparklineProps {
  label: string;
  /** Oldest first. */
  values: number[];
  /** The last value, as people read it. */
  now: string;
  /** The greatest value, as people read it. */
  peak: string;
}

/** A small chart of how a number went, with the number it is now. */
export function Sparkline({ label, values, now, peak }: SparklineProps) {
  const top = Math.max(...values, 0) || 1;
  // A single value is a level line.
  const drawn = values.length === 1 ? [...values, ...values] : values;
  const points = drawn.map((value, i) => ({
    x: i / Math.max(drawn.length - 1, 1),
    y: value / top,
  }));
  return (
    <figure className={frame.chart}>
      <figcaption className={frame.caption}>
        <span className={frame.label}>{label}</span>
        <span className={styles.now}>{now}</span>
      </figcaption>
      <div className={styles.drawing}>
        <Plot label={`${label}: now ${now}, at most ${peak}`} lines={[points]} isFilled />
      </div>
      <p className={frame.label}>at most {peak}</p>
    </figure>
  );
}
