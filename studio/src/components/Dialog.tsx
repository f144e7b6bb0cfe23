import { Dialog as AriakitDialog, DialogDismiss, DialogHeading } from '@ariakit/react';
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
  isBusy?: boolean;
  /** Why it did not work. */
  error?: unknown;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** Asks for something before it is done. Shown as long as it is rendered. */
export function Dialog(props: DialogProps) {
  const { title, action, isDangerous, isReady = true, isBusy = false, error, children } = props;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady && !isBusy) props.onSubmit();
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
        {error != null && <ErrorNotice title="That did not work." error={error} />}
        <div className={styles.actions}>
          <DialogDismiss render={<Button />}>Cancel</DialogDismiss>
          <Button
            type="submit"
            look={isDangerous ? 'danger' : 'primary'}
            disabled={!isReady || isBusy}
          >
            {action}
          </Button>
        </div>
      </form>
    </AriakitDialog>
  );
}
