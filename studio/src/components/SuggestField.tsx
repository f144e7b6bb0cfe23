import { type ComponentProps, useId } from 'react';

import { TextField } from './Field';

interface SuggestFieldProps extends ComponentProps<typeof TextField> {
  suggestions: string[];
}

/** Text that is free, with what it probably is. */
export function SuggestField({ suggestions, ...field }: SuggestFieldProps) {
  const id = useId();
  return (
    <>
      <TextField {...field} list={id} />
      <datalist id={id}>
        {suggestions.map((suggestion) => (
          <option key={suggestion} value={suggestion} />
        ))}
      </datalist>
    </>
  );
}
