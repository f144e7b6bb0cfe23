import { type Range, deleteEntries } from '../../../api/timeSeries';
import { Dialog } from '../../../components/Dialog';
import { countOf } from '../../../text/quantities';
import { formatExactMoment } from '../../../text/times';
import { visible } from '../../../text/visible';
import { type PartProps, useRefresh } from '../parts';

interface DeleteEntriesDialogProps extends PartProps {
  series: string;
  range: Range;
  /** How many entries are in the range. */
  total: number;
  onClose: () => void;
}

export function DeleteEntriesDialog(props: DeleteEntriesDialogProps) {
  const { database, id, series, range, total, onClose } = props;
  const refresh = useRefresh(props);
  const isAll = range.from === undefined && range.to === undefined;
  const remove = async () => {
    await deleteEntries(database, id, series, range);
    await refresh();
    onClose();
  };
  return (
    <Dialog
      title={isAll ? `Delete ${visible(series)}?` : `Delete ${countOf(total, 'entry', 'entries')}?`}
      action="Delete"
      isDangerous
      onSubmit={remove}
      onClose={onClose}
    >
      <p>
        {isAll
          ? `All its ${countOf(total, 'entry', 'entries')} are deleted, and with them the time series.`
          : sentenceOf(series, range)}
      </p>
    </Dialog>
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
