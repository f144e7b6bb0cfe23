import { type TaskOfDatabase, taskKey } from '../../api/tasks';
import { PlaceLink } from '../../components/PlaceLink';
import { Status } from '../../components/Status';
import { type Column, Table } from '../../components/Table';
import { formatRate } from '../../text/quantities';
import { visible } from '../../text/visible';
import type { Rates } from '../tasks/looks';
import { sentenceOfTask } from '../tasks/sentence';

const COLUMNS: Column[] = [
  { title: 'Database' },
  { title: 'Task' },
  { title: 'How it is doing' },
  { title: 'Documents per second', align: 'end' },
  { title: 'Destination' },
];

interface FlowTableProps {
  tasks: readonly TaskOfDatabase[];
  rates: Rates;
}

/** What the drawing shows, as a list. */
export function FlowTable({ tasks, rates }: FlowTableProps) {
  return (
    <Table label="Tasks of all databases" columns={COLUMNS}>
      {tasks.map((task) => {
        const { database, name } = task;
        const rate = rates.get(taskKey(task));
        return (
          <tr key={taskKey(task)}>
            <td>
              <PlaceLink to={{ view: 'tasks', database }}>{visible(database)}</PlaceLink>
            </td>
            <th scope="row">
              <PlaceLink to={{ view: 'task', database, task: name }}>{visible(name)}</PlaceLink>
            </th>
            <td data-wide>
              <Status {...sentenceOfTask(task)} />
            </td>
            <td data-align="end">{rate === undefined ? '–' : formatRate(rate)}</td>
            <td data-tone="muted">{visible(task.destination || '–')}</td>
          </tr>
        );
      })}
    </Table>
  );
}
