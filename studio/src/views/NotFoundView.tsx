import { EmptyState } from '../components/EmptyState';
import { Page } from '../components/Page';
import { PlaceLink } from '../components/PlaceLink';

export function NotFoundView() {
  return (
    <Page title="Nothing here">
      <EmptyState title="The Studio has no view at this address.">
        <PlaceLink to={{ view: 'databases' }}>See the databases</PlaceLink>
      </EmptyState>
    </Page>
  );
}
