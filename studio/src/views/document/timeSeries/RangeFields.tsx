import type { Range } from '../../../api/timeSeries';
import { Button } from '../../../components/Button';
import { TextField } from '../../../components/Field';
import { fromFieldTime, toFieldTime } from '../../../text/times';
import styles from './TimeSeries.module.css';

interface RangeFieldsProps {
  range: Range;
  onChange: (range: Range) => void;
}

/** Between which seconds to look, both included. */
export function RangeFields({ range, onChange }: RangeFieldsProps) {
  const { from, to } = range;
  const change = (end: 'from' | 'to', moment: string | undefined) => {
    const { [end]: _, ...others } = range;
    onChange(moment === undefined ? others : { ...others, [end]: moment });
  };
  return (
    <div className={styles.range}>
      <TextField
        label="From"
        type="datetime-local"
        step="1"
        value={toFieldTime(from)}
        onChange={(value) => change('from', fromFieldTime(value))}
      />
      <TextField
        label="To"
        type="datetime-local"
        step="1"
        value={toFieldTime(to)}
        onChange={(value) => change('to', endOfSecond(fromFieldTime(value)))}
      />
      {(from !== undefined || to !== undefined) && (
        <Button look="quiet" onClick={() => onChange({})}>
          Show all
        </Button>
      )}
    </div>
  );
}

function endOfSecond(moment: string | undefined): string | undefined {
  return moment?.replace(/\.\d+Z$/, '.9999999Z');
}
