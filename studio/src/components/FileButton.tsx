import { type ComponentProps, useRef } from 'react';

import { Button } from './Button';

interface FileButtonProps extends Omit<ComponentProps<typeof Button>, 'onClick'> {
  onFiles: (files: File[]) => void;
}

/** Asks for files of the person's own machine. */
export function FileButton({ onFiles, ...button }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button {...button} onClick={() => input.current?.click()} />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])]);
          target.value = ''; // So that the same file can be chosen again.
        }}
      />
    </>
  );
}
