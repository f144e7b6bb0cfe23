import { useState } from 'react';

import { listSeries } from '../../../api/timeSeries';
import { useAccess } from '../../../application/caller';
import { usePolled } from '../../../application/polling';
import type { DocumentPlace } from '../../../application/places';
import { Button } from '../../../components/Button';
import { EmptyState } from '../../../components/EmptyState';
import { Icon } from '../../../components/Icon';
import { QueryStates } from '../../../components/QueryStates';
import { formatCount } from '../../../text/quantities';
import { Part } from '../Part';
import { partKey } from '../parts';
import { AppendDialog } from './AppendDialog';
import { SeriesTable } from './SeriesTable';

/** All time series of a document. */
export function TimeSeriesPart({ place }: { place: DocumentPlace }) {
  const { database, id } = place;
  const { mayWrite } = useAccess(database);
  const [isAdding, setIsAdding] = useState(false);
  const list = usePolled(partKey(place, 'timeSeries'), (signal) =>
    listSeries(database, id, signal),
  );
  const series = list.data ?? [];
  const button = mayWrite && (
    <Button onClick={() => setIsAdding(true)}>
      <Icon name="plus" /> Add a time series
    </Button>
  );
  return (
    <Part
      label="Time series"
      summary={series.length > 0 && `${formatCount(series.length)} time series`}
      actions={series.length > 0 && button}
    >
      <QueryStates query={list} what="the time series" />
      {list.data?.length === 0 && (
        <EmptyState title="There are no time series yet." action={button}>
          Values at moments, such as heart rates, temperatures or prices, each with a tag that says
          where it is from.
        </EmptyState>
      )}
      {series.length > 0 && <SeriesTable place={place} series={series} />}
      {isAdding && <AppendDialog place={place} onClose={() => setIsAdding(false)} />}
    </Part>
  );
}
