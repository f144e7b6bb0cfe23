import type { Tone } from '../../components/ToneBlock';
import styles from './FlowDrawing.module.css';
import type { Point } from './layout';

export interface Arrow {
  /** From where, by which points, to where. */
  way: Point[];
  tone: Tone;
  /** Whether something is on its way along it now. */
  flows: boolean;
}

const HEAD = 6;

/** For those who see: the text of each task says the same. */
export function Arrows({ arrows, ...size }: { arrows: Arrow[]; width: number; height: number }) {
  return (
    <svg aria-hidden className={styles.arrows} {...size}>
      {arrows.map(({ way, tone, flows }, i) => {
        const tip = way.at(-1) ?? { x: 0, y: 0 };
        const path = pathAlong([...way.slice(0, -1), { x: tip.x - HEAD, y: tip.y }]);
        return (
          <g key={i} data-tone={tone} className={styles.arrow}>
            <path className={styles.line} d={path} />
            {flows && <path className={styles.current} d={path} />}
            <path className={styles.head} d={`M${tip.x} ${tip.y}l${-HEAD} -4v8z`} />
          </g>
        );
      })}
    </svg>
  );
}

/** Level at each point, and bent in between. */
function pathAlong([start, ...rest]: Point[]): string {
  if (!start) return '';
  let [{ x, y }, path] = [start, `M${start.x} ${start.y}`];
  for (const next of rest) {
    const middle = (x + next.x) / 2;
    path += `C${middle} ${y} ${middle} ${next.y} ${next.x} ${next.y}`;
    ({ x, y } = next);
  }
  return path;
}
