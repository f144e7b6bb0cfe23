import { useCaller } from '../application/caller';
import { needOf } from '../application/permissions';
import type { Place } from '../application/places';
import { EmptyState } from '../components/EmptyState';
import { Page } from '../components/Page';
import { visible } from '../text/visible';

/** In the place of a view that the person's certificate does not open. */
export function RefusedView({ place }: { place: Place }) {
  const { name } = useCaller();
  return (
    <Page title="Not open to you">
      <EmptyState title="Your certificate does not open this view.">
        It is registered as “{visible(name)}” and needs {visible(needOf(place))}. Who administers
        this server can change that.
      </EmptyState>
    </Page>
  );
}
