import { type PointerEvent, useState } from 'react';

import styles from './Chart.module.css';
import { Plot } from './Plot';
import { formatNumber, formatTick, numberTicks, timeTicks } from './scale';

/** More lines have no colours of their own. */
export const LINES_MAX = 4;
/** Where dots would touch each other. */
const DOTS_MAX = 60;
const MINUTE = 60_000;

export interface ChartPoint {
  /** Milliseconds. */
  moment: number;
  /** The same as people read it. */
  when: string;
  /** One a line; a line may have none here. */
  values: number[];
}

interface ChartProps {
  /** What is to be seen, for those who do not see it. */
  label: string;
  /** Oldest first, at least one. */
  points: ChartPoint[];
  /** Of the lines. */
  names: string[];
}

/**
 * How numbers went over time. Its caption says the values at the place that one points at, or the
 * last ones.
 */
export function Chart({ label, points, names }: ChartProps) {
  const [pointedAt, setPointedAt] = useState<number>();
  const { from, span, ticks, across, placeOf, heightOf } = scalesOf(points);
  const read = points[pointedAt ?? points.length - 1] ?? points.at(-1);
  const pointAt = ({ currentTarget, clientX }: PointerEvent) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    setPointedAt(nearest(points, from + ((clientX - left) / width) * span));
  };
  const lines = names.map((_, line) =>
    points.flatMap(({ moment, values }) => {
      const value = values[line];
      return value === undefined ? [] : [{ x: placeOf(moment), y: heightOf(value) }];
    }),
  );
  const shownTicks = ticks.filter((tick) => placeOf(tick) > 0.02 && placeOf(tick) < 0.98);
  return (
    <figure className={styles.chart}>
      <figcaption className={styles.caption}>
        <ul className={`${styles.legend} ${styles.label}`}>
          {names.map((name, i) => (
            <li key={name}>
              <span aria-hidden className={styles.swatch} data-line={i} />
              {name}
              <strong>{read?.values[i] ?? '–'}</strong>
            </li>
          ))}
        </ul>
        <span className={styles.label}>{read?.when}</span>
      </figcaption>
      <div className={styles.axes}>
        <div aria-hidden className={styles.numbers}>
          {across.map((number) => (
            <span key={number}>{formatNumber(number)}</span>
          ))}
        </div>
        <div
          className={styles.plot}
          onPointerMove={pointAt}
          onPointerLeave={() => setPointedAt(undefined)}
        >
          <Plot
            label={label}
            lines={lines}
            hasDots={points.length <= DOTS_MAX}
            grid={{ across: across.map(heightOf), upright: shownTicks.map(placeOf) }}
          />
          {pointedAt !== undefined && read && (
            <div className={styles.guide} style={{ left: `${placeOf(read.moment) * 100}%` }} />
          )}
        </div>
        <div aria-hidden className={styles.moments}>
          {shownTicks.map((tick) => (
            <span key={tick} style={{ left: `${placeOf(tick) * 100}%` }}>
              {formatTick(tick, span)}
            </span>
          ))}
        </div>
      </div>
    </figure>
  );
}

function scalesOf(points: ChartPoint[]) {
  const moments = points.map(({ moment }) => moment);
  const first = Math.min(...moments);
  const last = Math.max(...moments);
  // A single moment is in the middle.
  const room = first === last ? MINUTE : 0;
  const from = first - room;
  const span = last + room - from;
  const values = points.flatMap((point) => point.values.slice(0, LINES_MAX));
  const across = numberTicks(Math.min(...values), Math.max(...values));
  const [bottom = 0] = across;
  const height = (across.at(-1) ?? 1) - bottom;
  return {
    from,
    span,
    across,
    ticks: timeTicks(from, from + span, -new Date(first).getTimezoneOffset() * MINUTE),
    placeOf: (moment: number) => (moment - from) / span,
    heightOf: (value: number) => (value - bottom) / height,
  };
}

/** Which of them is the nearest to a moment. */
function nearest(points: ChartPoint[], moment: number): number {
  const distances = points.map((point) => Math.abs(point.moment - moment));
  return distances.indexOf(Math.min(...distances));
}
