import { type Entry, type Range, readNewest } from '../../../api/timeSeries';
import { usePolledPage } from '../../../application/polling';
import { IconButton } from '../../../components/IconButton';
import { usePages } from '../../../components/Pager';
import { QueryStates } from '../../../components/QueryStates';
import { ACTIONS, type Column, Table } from '../../../components/Table';
import { formatExactMoment } from '../../../text/times';
import { visible } from '../../../text/visible';
import { type PartProps, partKey } from '../parts';

const COLUMNS: Column[] = [{ title: 'Time' }, { title: 'Values', align: 'end' }, { title: 'Tag' }];

interface EntryTableProps extends PartProps {
  series: string;
  range: Range;
  /** How many entries are in the range. */
  total: number;
  /** Nothing if the person may not. */
  onDelete: ((entry: Entry) => void) | undefined;
}

/** The entries of a range, newest first, page by page. */
export function EntryTable({ database, id, series, range, total, onDelete }: EntryTableProps) {
  const { first, size, pager } = usePages(total, 'entries');
  const page = usePolledPage(
    partKey({ database, id }, 'entries', series, range.from ?? '', range.to ?? '', String(first)),
    (signal) => readNewest(database, id, series, range, { skip: first, take: size }, signal),
  );
  return (
    <>
      <QueryStates query={page} what="the entries" />
      {page.data && (
        <Table label="Entries" columns={onDelete ? [...COLUMNS, ACTIONS] : COLUMNS}>
          {page.data.entries.map((entry) => (
            <tr key={entry.moment}>
              <td>{formatExactMoment(entry.moment)}</td>
              <td data-align="end">{entry.values.join(', ')}</td>
              <td data-tone="muted">{visible(entry.tag ?? '')}</td>
              {onDelete && (
                <td data-align="end">
                  <IconButton
                    icon="trash"
                    label={`Delete the entry of ${formatExactMoment(entry.moment)}`}
                    onClick={() => onDelete(entry)}
                  />
                </td>
              )}
            </tr>
          ))}
        </Table>
      )}
      {pager}
    </>
  );
}
