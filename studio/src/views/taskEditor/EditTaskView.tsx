import { useQuery } from '@tanstack/react-query';

import { readTask } from '../../api/taskDefinitions';
import { EmptyState } from '../../components/EmptyState';
import { Page } from '../../components/Page';
import { QueryStates } from '../../components/QueryStates';
import { TaskEditor } from './TaskEditor';

/** Asks for the task once: what somebody types must not be overwritten by a poll. */
export function EditTaskView({ database, task }: { database: string; task: string }) {
  const stored = useQuery({
    queryKey: ['taskDefinition', database, task],
    queryFn: async ({ signal }) => (await readTask(database, task, signal)) ?? null,
    staleTime: Infinity,
    gcTime: 0,
  });
  if (stored.data) return <TaskEditor database={database} stored={stored.data} />;
  return (
    <Page title={task}>
      <QueryStates query={stored} what="the task" />
      {stored.data === null && (
        <EmptyState title="There is no such task.">It may have been renamed or deleted.</EmptyState>
      )}
    </Page>
  );
}
