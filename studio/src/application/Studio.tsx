import { QueryClient, QueryClientProvider } from '@tanstack/react-query';

import { DatabasesView } from '../views/databases/DatabasesView';
import { NotFoundView } from '../views/NotFoundView';
import { Shell } from './Shell';
import { usePlace } from './navigation';
import type { Place } from './places';

const queries = new QueryClient({
  // Asking again is the business of polling, which does it less and less often.
  defaultOptions: { queries: { retry: false } },
});

export function Studio() {
  const place = usePlace();
  return (
    <QueryClientProvider client={queries}>
      <Shell place={place}>
        <View place={place} />
      </Shell>
    </QueryClientProvider>
  );
}

/** A view per place; `key` gives each database, collection or task a view of its own. */
function View({ place }: { place: Place | undefined }) {
  switch (place?.view) {
    case 'databases':
      return <DatabasesView />;
    default:
      return <NotFoundView />;
  }
}
