import { useState } from 'react';

import { incrementCounter } from '../../../api/counters';
import { TextField } from '../../../components/Field';
import { visible } from '../../../text/visible';
import { PartDialog } from '../PartDialog';
import type { PartProps } from '../parts';
import { wholeNumber } from './wholeNumber';

interface CounterDialogProps extends PartProps {
  /** The counter that is added to; without one it asks for the name of a new one. */
  counter?: string;
  onClose: () => void;
}

export function CounterDialog({ database, id, counter, onClose }: CounterDialogProps) {
  const [typedName, setTypedName] = useState('');
  const [amount, setAmount] = useState('1');
  const name = counter ?? typedName;
  const delta = wholeNumber(amount);
  return (
    <PartDialog
      database={database}
      id={id}
      title={counter === undefined ? 'Add a counter' : `Add to ${visible(counter)}`}
      action="Add"
      isReady={name !== '' && delta !== undefined}
      onSubmit={() => incrementCounter(database, id, name, delta ?? 0n)}
      onClose={onClose}
    >
      {counter === undefined && (
        <TextField
          label="Name"
          value={typedName}
          onChange={setTypedName}
          hint="Of one that is there already, the value is added to."
          autoFocus
        />
      )}
      <TextField
        label={counter === undefined ? 'Value' : 'Amount'}
        value={amount}
        onChange={setAmount}
        inputMode="numeric"
        hint={delta === undefined ? 'It has to be a whole number.' : 'A negative one counts down.'}
        autoFocus={counter !== undefined}
      />
    </PartDialog>
  );
}
