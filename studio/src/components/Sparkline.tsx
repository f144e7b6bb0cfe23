import styles from './Sparkline.module.css';

const WIDTH = 240;
const HEIGHT = 56;
const MARGIN = 3;

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
  const points = drawn.map((value, i) => {
    const x = (i / Math.max(drawn.length - 1, 1)) * WIDTH;
    const y = HEIGHT - MARGIN - (value / top) * (HEIGHT - 2 * MARGIN);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return (
    <figure className={styles.chart}>
      <figcaption className={styles.caption}>
        <span className={styles.label}>{label}</span>
        <span className={styles.now}>{now}</span>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${label}: now ${now}, at most ${peak}`}
        className={styles.drawing}
      >
        {points.length > 1 && (
          <>
            <polygon
              className={styles.area}
              points={`0,${HEIGHT} ${points.join(' ')} ${WIDTH},${HEIGHT}`}
            />
            <polyline className={styles.line} points={points.join(' ')} />
          </>
        )}
      </svg>
      <p className={styles.peak}>at most {peak}</p>
    </figure>
  );
}
