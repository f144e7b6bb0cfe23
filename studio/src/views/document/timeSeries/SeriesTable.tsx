import type { Series } from '../../../api/timeSeries';
import type { DocumentPlace } from '../../../application/places';
import { usePages } from '../../../components/Pager';
import { PlaceLink } from '../../../components/PlaceLink';
import { type Column, Table } from '../../../components/Table';
import { formatCount } from '../../../text/quantities';
import { formatMoment } from '../../../text/times';
import { visible } from '../../../text/visible';

const COLUMNS: Column[] = [
  { title: 'Name' },
  { title: 'Entries', align: 'end' },
  { title: 'First' },
  { title: 'Last' },
];

interface SeriesTableProps {
  place: DocumentPlace;
  series: Series[];
}

export function SeriesTable({ place, series }: SeriesTableProps) {
  const { first, size, pager } = usePages(series.length, 'time series');
  return (
    <>
      <Table label="Time series" columns={COLUMNS}>
        {series.slice(first, first + size).map((one) => (
          <tr key={one.name}>
            <th scope="row">
              <PlaceLink to={{ ...place, series: one.name }} title={visible(one.name)}>
                {visible(one.name)}
              </PlaceLink>
            </th>
            <td data-align="end">{formatCount(one.entries)}</td>
            <td data-tone="muted">{formatMoment(one.first)}</td>
            <td data-tone="muted">{formatMoment(one.last)}</td>
          </tr>
        ))}
      </Table>
      {pager}
    </>
  );
}
