import type { Task } from '../../api/tasks';
import { PlaceLink } from '../../components/PlaceLink';
import { Status } from '../../components/Status';
import { Table } from '../../components/Table';
import { visible } from '../../text/visible';
import { sentenceOfTask } from './sentence';

interface TaskTableProps {
  database: string;
  tasks: Task[];
}

export function TaskTable({ database, tasks }: TaskTableProps) {
  return (
    <Table label="Tasks">
      <thead>
        <tr>
          <th scope="col">Task</th>
          <th scope="col">How it is doing</th>
          <th scope="col">Destination</th>
        </tr>
      </thead>
      <tbody>
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
            <td data-tone="muted">{visible(task.destination)}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
