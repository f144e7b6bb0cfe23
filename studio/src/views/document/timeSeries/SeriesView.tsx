import { useState } from 'react';

import { ApiError } from '../../../api/http';
import { type Range, readNewest } from '../../../api/timeSeries';
import { useAccess } from '../../../application/caller';
import { goTo } from '../../../application/location';
import { usePolledPage } from '../../../application/polling';
import type { DocumentPlace } from '../../../application/places';
import { Button } from '../../../components/Button';
import { EmptyState } from '../../../components/EmptyState';
import { Icon } from '../../../components/Icon';
import { QueryStates } from '../../../components/QueryStates';
import { countOf } from '../../../text/quantities';
import { visible } from '../../../text/visible';
import { BackLink } from '../BackLink';
import { Part } from '../Part';
import { partKey } from '../parts';
import { AppendDialog } from './AppendDialog';
import { DeleteEntriesDialog } from './DeleteEntriesDialog';
import { EntryTable } from './EntryTable';
import { RangeFields } from './RangeFields';
import { SeriesChart } from './SeriesChart';

/** More would be closer together than the dots of a screen. */
const DRAWN_MAX = 1_000;

interface SeriesViewProps {
  place: DocumentPlace;
  series: string;
}

/** One time series, all of it or the part between two moments. */
export function SeriesView({ place, series }: SeriesViewProps) {
  const { view, database, id, part, from, to } = place;
  const list: DocumentPlace = { view, database, id, ...(part !== undefined && { part }) };
  const range = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  const { mayWrite } = useAccess(database);
  const [isAppending, setIsAppending] = useState(false);
  const [toDelete, setToDelete] = useState<{ range: Range; total: number }>();
  const newest = usePolledPage(partKey(place, 'newest', series, from ?? '', to ?? ''), (signal) =>
    readNewest(database, id, series, range, { skip: 0, take: DRAWN_MAX }, signal),
  );
  const total = newest.data?.total ?? 0;
  const isMissing = newest.error instanceof ApiError && newest.error.isNotFound;
  const isAll = from === undefined && to === undefined;
  return (
    <Part
      label={visible(series)}
      summary={
        <>
          <BackLink to={list}>All time series</BackLink>
          <strong>{visible(series)}</strong>
          {newest.data && !isMissing && ` · ${countOf(total, 'entry', 'entries')}`}
        </>
      }
      actions={
        mayWrite && (
          <>
            {total > 0 && !isMissing && (
              <Button look="quiet" onClick={() => setToDelete({ range, total })}>
                {isAll ? 'Delete the series' : 'Delete these entries'}
              </Button>
            )}
            <Button onClick={() => setIsAppending(true)}>
              <Icon name="plus" /> Append an entry
            </Button>
          </>
        )
      }
    >
      {isMissing ? (
        <EmptyState title="There is no such time series.">
          Its entries were deleted, or never there. The first one that is appended makes it.
        </EmptyState>
      ) : (
        <>
          <RangeFields
            range={range}
            onChange={(chosen) => goTo({ ...list, series, ...chosen }, { replace: true })}
          />
          <QueryStates query={newest} what="the time series" />
          {newest.data && total === 0 && (
            <EmptyState title="There are no entries between these moments." />
          )}
          {newest.data && total > 0 && (
            <>
              <SeriesChart series={series} newest={newest.data} />
              <EntryTable
                key={`${from} ${to}`}
                {...{ database, id, series, range, total }}
                onDelete={
                  mayWrite
                    ? ({ moment }) => setToDelete({ range: { from: moment, to: moment }, total: 1 })
                    : undefined
                }
              />
            </>
          )}
        </>
      )}
      {isAppending && (
        <AppendDialog place={{ ...list, series }} onClose={() => setIsAppending(false)} />
      )}
      {toDelete && (
        <DeleteEntriesDialog
          {...{ database, id, series }}
          {...toDelete}
          onClose={() => setToDelete(undefined)}
        />
      )}
    </Part>
  );
}
