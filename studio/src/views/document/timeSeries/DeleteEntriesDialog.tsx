import { type Range, deleteEntries } from '../../../api/timeSeries';
import { countOf } from '../../../text/quantities';
import { formatExactMoment } from '../../../text/times';
import { visible } from '../../../text/visible';
import { PartDialog } from '../PartDialog';
import type { PartProps } from '../parts';

interface DeleteEntriesDialogProps extends PartProps {
  series: string;
  range: Range;
  /** How many entries are in the range. */
  total: number;
  onClose: () => void;
}

export function DeleteEntriesDialog(props: DeleteEntriesDialogProps) {
  const { database, id, series, range, total, onClose } = props;
  const isAll = range.from === undefined && range.to === undefined;
  return (
    <PartDialog
      database={database}
      id={id}
      title={isAll ? `Delete ${visible(series)}?` : `Delete ${countOf(total, 'entry', 'entries')}?`}
      action="Delete"
      isDangerous
      onSubmit={() => deleteEntries(database, id, series, range)}
      onClose={onClose}
    >
      <p>
        {isAll
          ? `All its ${countOf(total, 'entry', 'entries')} are deleted, and with them the time series.`
          : sentenceOf(series, range)}
      </p>
    </PartDialog>
  );
}

/** "The entry of HeartRates at …", "The entries of HeartRates from … to …". */
function sentenceOf(series: string, { from, to }: Range): string {
  const name = visible(series);
  if (from !== undefined && from === to)
    return `The entry of ${name} at ${formatExactMoment(from)} is deleted.`;
  const begin = from === undefined ? '' : ` from ${formatExactMoment(from)}`;
  const end = to === undefined ? '' : ` up to ${formatExactMoment(to)}`;
  return `The entries of ${name}${begin}${end} are deleted, whoever appended them.`;
}
