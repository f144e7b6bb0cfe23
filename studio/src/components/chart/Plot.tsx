import styles from './Plot.module.css';

export interface Point {
  /** From 0, left and below, to 1, right and above. */
  x: number;
  y: number;
}

interface PlotProps {
  /** What is to be seen, for those who do not see it. */
  label: string;
  lines: Point[][];
  /** Whether what is below the line matters as well. */
  isFilled?: boolean;
  hasDots?: boolean;
  /** Lines across and upright. */
  grid?: { across: number[]; upright: number[] };
}

/** Lines as large as the element around it: its drawing is stretched, its strokes are not. */
export function Plot({ label, lines, isFilled = false, hasDots = false, grid }: PlotProps) {
  return (
    <svg
      viewBox="0 0 100 100"
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
      className={styles.drawing}
    >
      {grid?.across.map((y) => (
        <path key={`y${y}`} className={styles.grid} d={`M0 ${down(y)}H100`} />
      ))}
      {grid?.upright.map((x) => (
        <path key={`x${x}`} className={styles.grid} d={`M${right(x)} 0V100`} />
      ))}
      {lines.map((points, i) => (
        <g key={i} data-line={i}>
          {isFilled && points.length > 1 && <path className={styles.area} d={areaOf(points)} />}
          <path className={styles.line} d={lineOf(points)} />
          {hasDots && <path className={styles.dots} d={dotsOf(points)} />}
        </g>
      ))}
    </svg>
  );
}

function lineOf(points: Point[]): string {
  return points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${right(x)} ${down(y)}`).join('');
}

function areaOf(points: Point[]): string {
  return `${lineOf(points)}V100H${right(points[0]?.x ?? 0)}Z`;
}

/** Strokes of no length with round ends, since a circle would be stretched. */
function dotsOf(points: Point[]): string {
  return points.map(({ x, y }) => `M${right(x)} ${down(y)}h0`).join('');
}

function right(x: number): string {
  return (x * 100).toFixed(2);
}

function down(y: number): string {
  return ((1 - y) * 100).toFixed(2);
}
