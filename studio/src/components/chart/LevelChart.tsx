import frame from './Chart.module.css';
import styles from './LevelChart.module.css';
import { Plot, type Point } from './Plot';
import { numberTicks } from './scale';

/** A value that held from one place of the axis to another. */
export interface Level {
  from: number;
  to: number;
  value: number;
}

interface LevelChartProps {
  label: string;
  /** From left to right. */
  levels: readonly Level[];
  /** What the axis shows, and what its ends are: "2 minutes ago", "now". */
  axis: { from: number; to: number; begin: string; end: string };
  /** Values as people read them, with their unit. */
  format: (value: number) => string;
  /** How it is now, where that is not the last level. */
  now?: number;
}

/** How a number went: level as long as it was the same, and nothing where nobody looked. */
export function LevelChart({ label, levels, axis, format, now }: LevelChartProps) {
  const inSight = levels.filter(({ to }) => to > axis.from);
  const peak = Math.max(...inSight.map(({ value }) => value), 0);
  const ticks = peak > 0 ? numberTicks(0, peak, 2) : [0, 1];
  const top = ticks.at(-1) ?? 1;
  const last = format(now ?? inSight.at(-1)?.value ?? 0);
  const placeOf = (at: number) => (Math.max(at, axis.from) - axis.from) / (axis.to - axis.from);
  return (
    <figure className={frame.chart}>
      <figcaption className={frame.caption}>
        <span className={frame.label}>{label}</span>
        <span className={styles.now}>{last}</span>
      </figcaption>
      <div className={styles.plot}>
        <span aria-hidden className={styles.scale}>
          <span>{format(top)}</span>
          <span>{format(0)}</span>
        </span>
        <div className={styles.drawing}>
          <Plot
            label={`${label}: now ${last}, at most ${format(peak)}`}
            lines={[stepsOf(inSight, placeOf, top)]}
            isFilled
            grid={{ across: ticks.map((tick) => tick / top), upright: [] }}
          />
        </div>
        <span aria-hidden className={styles.axis}>
          <span>{axis.begin}</span>
          <span>{axis.end}</span>
        </span>
      </div>
    </figure>
  );
}

/** Upright from one level to the next, and down to the bottom where there is a gap. */
function stepsOf(levels: readonly Level[], placeOf: (at: number) => number, top: number): Point[] {
  return levels.flatMap(({ from, to, value }, i) => {
    const y = value / top;
    const points = [
      { x: placeOf(from), y },
      { x: placeOf(to), y },
    ];
    const next = levels[i + 1];
    if (!next || next.from === to) return points;
    return [...points, { x: placeOf(to), y: 0 }, { x: placeOf(next.from), y: 0 }];
  });
}
