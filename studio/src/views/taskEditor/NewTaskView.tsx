import { useState } from 'react';

import { TaskEditor } from './TaskEditor';
import { emptyTask } from './draft';

interface NewTaskViewProps {
  database: string;
  kind: 'Raven' | 'Sql';
}

export function NewTaskView({ database, kind }: NewTaskViewProps) {
  const [task] = useState(() => emptyTask(kind === 'Raven' ? 'Raven' : 'Sql'));
  return <TaskEditor database={database} stored={task} />;
}
