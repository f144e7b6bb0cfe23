import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

import type { ImportReport } from '../../api/transfer';
import { Dialog } from '../../components/Dialog';
import { FileField } from '../../components/FileField';
import { ProgressBar } from '../../components/ProgressBar';
import { formatBytes } from '../../text/quantities';
import { visible } from '../../text/visible';
import { importFile } from './importFile';

interface ImportDialogProps {
  database: string;
  onImported: (report: ImportReport) => void;
  onClose: () => void;
}

/** Closing it ends the import; what has been stored by then stays. */
export function ImportDialog({ database, onImported, onClose }: ImportDialogProps) {
  const queries = useQueryClient();
  const [file, setFile] = useState<File>();
  const [bytesSent, setBytesSent] = useState<number>();
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  const run = async () => {
    if (!file) return;
    running.current = new AbortController();
    setBytesSent(0);
    try {
      onImported(
        await importFile(database, file, {
          onSent: setBytesSent,
          signal: running.current.signal,
        }),
      );
    } finally {
      setBytesSent(undefined);
      await queries.invalidateQueries({ queryKey: ['collections', database] });
    }
  };
  return (
    <Dialog
      title={`Import into ${visible(database)}`}
      action="Import"
      isReady={file !== undefined}
      onSubmit={run}
      onClose={onClose}
    >
      <FileField
        label="File"
        hint="An export of a database, or documents as JSON, one a line. Documents of the same ids are replaced."
        disabled={bytesSent !== undefined}
        onChange={setFile}
      />
      {file && bytesSent !== undefined && (
        <ProgressBar
          label="Import"
          done={bytesSent}
          total={file.size}
          text={`${formatBytes(bytesSent)} of ${formatBytes(file.size)}`}
        />
      )}
    </Dialog>
  );
}
