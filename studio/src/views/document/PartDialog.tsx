import type { ComponentProps } from 'react';

import { Dialog } from '../../components/Dialog';
import { type PartProps, useRefresh } from './parts';

/** Asks before a change of what hangs on a document, and closes when the change is seen. */
export function PartDialog(props: PartProps & ComponentProps<typeof Dialog>) {
  const { database, id, onSubmit, ...dialog } = props;
  const refresh = useRefresh({ database, id });
  const submit = async () => {
    await onSubmit();
    await refresh();
    dialog.onClose();
  };
  return <Dialog {...dialog} onSubmit={submit} />;
}
