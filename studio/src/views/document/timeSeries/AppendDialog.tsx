import { useState } from 'react';

import { appendEntry, isIncremental } from '../../../api/timeSeries';
import { goTo } from '../../../application/location';
import type { DocumentPlace } from '../../../application/places';
import { TextField } from '../../../components/Field';
import { fromFieldTime, toFieldTime } from '../../../text/times';
import { visible } from '../../../text/visible';
import { PartDialog } from '../PartDialog';
import { valuesOf } from './values';

interface AppendDialogProps {
  /** Of a series; otherwise it asks for the name of a new one. */
  place: DocumentPlace;
  onClose: () => void;
}

export function AppendDialog({ place, onClose }: AppendDialogProps) {
  const { database, id } = place;
  const [typedName, setTypedName] = useState('');
  const [time, setTime] = useState(() => toFieldTime(new Date().toISOString()));
  const [typedValues, setTypedValues] = useState('');
  const [tag, setTag] = useState('');
  const isNew = place.series === undefined;
  const series = place.series ?? typedName;
  const counts = isIncremental(series);
  const moment = fromFieldTime(time);
  const values = valuesOf(typedValues);
  const append = async () => {
    if (moment === undefined || !values) return;
    const isTagged = tag !== '' && !counts;
    await appendEntry(database, id, series, { moment, values, tag: isTagged ? tag : undefined });
    if (isNew) goTo({ ...place, series });
  };
  return (
    <PartDialog
      database={database}
      id={id}
      title={isNew ? 'Add a time series' : `Append to ${visible(series)}`}
      action={isNew ? 'Add' : 'Append'}
      isReady={series !== '' && moment !== undefined && values !== undefined}
      onSubmit={append}
      onClose={onClose}
    >
      {isNew && (
        <TextField
          label="Name"
          value={typedName}
          onChange={setTypedName}
          hint="It begins with this entry. The name of one that counts up begins with “INC:”."
          autoFocus
        />
      )}
      <TextField label="Time" type="datetime-local" step="1" value={time} onChange={setTime} />
      <TextField
        label="Values"
        value={typedValues}
        onChange={setTypedValues}
        hint={
          counts
            ? 'Numbers, with commas between them. They are added to what is there at that time.'
            : 'Numbers, with commas between them. An entry of the same time is replaced.'
        }
        autoFocus={!isNew}
      />
      {!counts && (
        <TextField
          label="Tag"
          value={tag}
          onChange={setTag}
          hint="Where the values are from: a device, or the id of a document. It may be empty."
        />
      )}
    </PartDialog>
  );
}
