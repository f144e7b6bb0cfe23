import type { Task } from '../../api/tasks';
import { PlaceLink } from '../../components/PlaceLink';
import { Status } from '../../components/Status';
import { type Column, Table } from '../../components/Table';
import { visible } from '../../text/visible';
import { sentenceOfTask } from './sentence';

const COLUMNS: Column[] = [
  { title: 'Task' },
  { title: 'How it is doing' },
  { title: 'Destination' },
];

interface TaskTableProps {
  database: string;
  tasks: Task[];
}

export function TaskTable({ database, tasks }: TaskTableProps) {
  return (
    <Table label="Tasks" columns={COLUMNS}>
      {tasks.map((task) => (
        <tr key={task.name}>
          <th scope="row">
            <PlaceLink to={{ view: 'task', database, task: task.name }}>
              {visible(task.name)}
            </PlaceLink>
          </th>
          <td data-wide>
            <Status {...sentenceOfTask(task)} />
          </td>
          <td data-tone="muted">{visible(task.destination || '–')}</td>
        </tr>
      ))}
    </Table>
  );
}
