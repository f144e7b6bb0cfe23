import { QueryClient, QueryClientProvider } from '@tanstack/react-query';

import { AlertsView } from '../views/alerts/AlertsView';
import { CertificatesView } from '../views/certificates/CertificatesView';
import { ConnectionStringsView } from '../views/connectionStrings/ConnectionStringsView';
import { DatabasesView } from '../views/databases/DatabasesView';
import { DocumentView } from '../views/document/DocumentView';
import { NewDocumentView } from '../views/document/NewDocumentView';
import { DocumentsView } from '../views/documents/DocumentsView';
import { FlowView } from '../views/flow/FlowView';
import { NotFoundView } from '../views/NotFoundView';
import { QueryView } from '../views/query/QueryView';
import { RefusedView } from '../views/RefusedView';
import { TaskView } from '../views/tasks/TaskView';
import { TasksView } from '../views/tasks/TasksView';
import { TaskActivityView } from '../views/taskActivity/TaskActivityView';
import { EditTaskView } from '../views/taskEditor/EditTaskView';
import { NewTaskView } from '../views/taskEditor/NewTaskView';
import { Shell } from './Shell';
import { KnowingCaller } from './KnowingCaller';
import { useCaller } from './caller';
import { usePlace } from './location';
import { mayOpen } from './permissions';
import type { Place } from './places';

const queries = new QueryClient({
  // Asking again is the business of polling, which does it less and less often.
  defaultOptions: { queries: { retry: false } },
});

export function Studio() {
  const place = usePlace();
  return (
    <QueryClientProvider client={queries}>
      <KnowingCaller>
        <Shell place={place}>
          <View place={place} />
        </Shell>
      </KnowingCaller>
    </QueryClientProvider>
  );
}

/** A view per place; `key` gives each database, collection or task a view of its own. */
function View({ place }: { place: Place | undefined }) {
  const caller = useCaller();
  if (place && !mayOpen(caller, place)) return <RefusedView place={place} />;
  switch (place?.view) {
    case 'databases':
      return <DatabasesView />;
    case 'flow':
      return <FlowView />;
    case 'certificates':
      return <CertificatesView />;
    case 'documents':
      return <DocumentsView key={`${place.database}/${place.collection}`} {...place} />;
    case 'document':
      return <DocumentView key={`${place.database}/${place.id}`} place={place} />;
    case 'newDocument':
      return <NewDocumentView key={`${place.database}/${place.cloneOf}`} {...place} />;
    case 'query':
      return <QueryView key={`${place.database}/${place.query}`} {...place} />;
    case 'tasks':
      return <TasksView key={place.database} {...place} />;
    case 'task':
      return <TaskView key={`${place.database}/${place.task}`} {...place} />;
    case 'alerts':
      return <AlertsView key={place.database} {...place} />;
    case 'connectionStrings':
      return <ConnectionStringsView key={place.database} {...place} />;
    case 'newTask':
      return <NewTaskView key={`${place.database}/${place.kind}`} {...place} />;
    case 'editTask':
      return <EditTaskView key={`${place.database}/${place.task}`} {...place} />;
    case 'taskActivity':
      return <TaskActivityView key={`${place.database}/${place.task}`} {...place} />;
    default:
      return <NotFoundView />;
  }
}
