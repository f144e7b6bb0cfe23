import { Dialog as AriakitDialog, DialogDismiss, DialogHeading } from '@ariakit/react';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';

import { Button } from './Button';
import styles from './Dialog.module.css';
import { ErrorNotice } from './ErrorNotice';

interface DialogProps {
  title: string;
  /** What the button that does it says. */
  action: string;
  isDangerous?: boolean;
  /** Whether the button can be pressed. */
  isReady?: boolean;
  /** Does it. Where it fails the dialog says why. */
  onSubmit: () => Promise<unknown>;
  onClose: () => void;
  children: ReactNode;
}

/** Asks for something before it is done. Shown as long as it is rendered. */
export function Dialog(props: DialogProps) {
  const { title, action, isDangerous, isReady = true, onSubmit, children } = props;
  const done = useMutation({ mutationFn: onSubmit });
  const canSubmit = isReady && !done.isPending;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (canSubmit) done.mutate();
  };
  return (
    <AriakitDialog
      open
      onClose={props.onClose}
      className={styles.dialog}
      backdrop={<div className={styles.backdrop} />}
    >
      <form onSubmit={submit} className={styles.form}>
        <DialogHeading className={styles.title}>{title}</DialogHeading>
        {children}
        {done.error && <ErrorNotice title="That did not work." error={done.error} />}
        <div className={styles.actions}>
          <DialogDismiss render={<Button />}>Cancel</DialogDismiss>
          <Button type="submit" look={isDangerous ? 'danger' : 'primary'} disabled={!canSubmit}>
            {action}
          </Button>
        </div>
      </form>
    </AriakitDialog>
  );
}
