import { useLayoutEffect, useMemo, useRef, useState } from 'react';

import type { TaskOfDatabase } from '../../api/tasks';
import type { Rates } from '../tasks/looks';
import { sentenceOfTask } from '../tasks/sentence';
import { type Arrow, Arrows } from './Arrows';
import styles from './FlowDrawing.module.css';
import { StoreNode } from './StoreNode';
import { TaskNode } from './TaskNode';
import { flowOf } from './flow';
import { type Layout, layOut } from './layout';

interface FlowDrawingProps {
  tasks: readonly TaskOfDatabase[];
  rates: Rates;
}

/** What flows from where to where, through which task, and how fast. */
export function FlowDrawing({ tasks, rates }: FlowDrawingProps) {
  const frame = useRef<HTMLDivElement>(null);
  const available = useContentWidth(frame);
  const layout = useMemo(
    () => layOut(flowOf(tasks, location.origin), available),
    [tasks, available],
  );
  const { width, height } = layout;
  return (
    <figure className={styles.figure}>
      <div
        ref={frame}
        className={styles.frame}
        tabIndex={0}
        role="region"
        aria-label="Drawing of the flow"
      >
        <div className={styles.drawing} style={{ width, height }}>
          <Arrows arrows={arrowsOf(layout, rates)} width={width} height={height} />
          <ul aria-label="Databases and destinations">
            {layout.stores.map((box) => (
              <StoreNode key={box.key} box={box} />
            ))}
          </ul>
          <ul aria-label="Tasks">
            {layout.tasks.map((box) => (
              <TaskNode key={box.key} box={box} rate={rates.get(box.key)} />
            ))}
          </ul>
        </div>
      </div>
      <figcaption className={styles.caption}>
        Left of a task stands how many changes it is behind, right of it how many documents it
        delivers per second.
      </figcaption>
    </figure>
  );
}

/** Into each task and out of it. */
function arrowsOf({ tasks }: Layout, rates: Rates): Arrow[] {
  return tasks.flatMap(({ of, key, x, y, width, source, way }) => {
    const { tone } = sentenceOfTask(of.task);
    const flows = (rates.get(key) ?? 0) > 0;
    return [
      {
        way: [
          { x: source.x + source.width, y: source.y },
          { x, y },
        ],
        tone,
        flows,
      },
      { way: [{ x: x + width, y }, ...way], tone, flows },
    ];
  });
}

function useContentWidth(element: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
