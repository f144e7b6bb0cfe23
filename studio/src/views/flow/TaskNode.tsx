import { Tooltip, TooltipAnchor, TooltipProvider } from '@ariakit/react';

import { PlaceLink } from '../../components/PlaceLink';
import { formatCount, formatRate } from '../../text/quantities';
import { visible } from '../../text/visible';
import { sentenceOfTask } from '../tasks/sentence';
import styles from './FlowNode.module.css';
import { behindOf } from './flow';
import { type PlacedTask, placeOf } from './layout';

interface TaskNodeProps {
  box: PlacedTask;
  /** Documents per second; nothing as long as nobody knows. */
  rate: number | undefined;
}

/** A task with what waits before it and what comes out of it. */
export function TaskNode({ box, rate }: TaskNodeProps) {
  const { task } = box.of;
  const { tone, text } = sentenceOfTask(task);
  const behind = behindOf(task);
  const leadsUp = (box.way[0]?.y ?? box.y) < box.y;
  return (
    <li className={styles.node} style={placeOf(box)} data-tone={tone}>
      {behind.count > 0 && (
        <span className={styles.behind} data-below={box.source.y < box.y}>
          {behind.isAtLeast && '≥ '}
          {formatCount(behind.count)}
          <span className="visually-hidden"> changes behind</span>
        </span>
      )}
      <TooltipProvider placement="bottom" timeout={300}>
        <TooltipAnchor
          render={<PlaceLink to={{ view: 'task', database: task.database, task: task.name }} />}
          className={styles.task}
        >
          <span className={styles.name}>{visible(task.name)}</span>
          <span className={styles.detail}>{visible(text)}</span>
          <span className="visually-hidden">
            , from {visible(task.database)} to {visible(task.destination)}
          </span>
        </TooltipAnchor>
        <Tooltip portal={false} fixed unmountOnHide className={styles.tooltip}>
          <strong>{visible(task.name)}</strong>
          <span>{visible(text)}</span>
        </Tooltip>
      </TooltipProvider>
      {task.isEnabled && rate !== undefined && (
        <span className={styles.rate} data-idle={rate === 0} data-below={leadsUp}>
          {formatRate(rate)}
          <span className="visually-hidden"> documents per second</span>
          <span aria-hidden>/s</span>
        </span>
      )}
    </li>
  );
}
