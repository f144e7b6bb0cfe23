import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import { uploadAttachment } from '../../../api/attachments';
import { type Attachment, MUST_BE_NEW } from '../../../api/documents';
import { useAccess } from '../../../application/caller';
import { Dialog } from '../../../components/Dialog';
import { EmptyState } from '../../../components/EmptyState';
import { ErrorNotice } from '../../../components/ErrorNotice';
import { FileButton } from '../../../components/FileButton';
import { FileDrop } from '../../../components/FileDrop';
import { Icon } from '../../../components/Icon';
import { countOf, formatBytes } from '../../../text/quantities';
import { visible } from '../../../text/visible';
import { Part } from '../Part';
import { type PartProps, useRefresh } from '../parts';
import { AttachmentTable } from './AttachmentTable';
import { DeleteAttachmentDialog } from './DeleteAttachmentDialog';

interface AttachmentsPartProps extends PartProps {
  attachments: Attachment[];
}

export function AttachmentsPart({ database, id, attachments }: AttachmentsPartProps) {
  const { mayWrite } = useAccess(database);
  const refresh = useRefresh({ database, id });
  const [toReplace, setToReplace] = useState<File[]>();
  const [toDelete, setToDelete] = useState<string>();
  const upload = useMutation({
    mutationFn: async (files: File[]) => {
      for (const file of files) {
        const expected = isAmong(attachments, file) ? undefined : MUST_BE_NEW;
        await uploadAttachment(database, id, file, expected);
      }
    },
    onSettled: refresh,
  });
  const take = (files: File[]) =>
    files.some((file) => isAmong(attachments, file)) ? setToReplace(files) : upload.mutate(files);

  const button = mayWrite && (
    <FileButton disabled={upload.isPending} onFiles={take}>
      <Icon name="upload" /> Upload files
    </FileButton>
  );
  const state = upload.isPending
    ? `Uploading ${upload.variables.map(({ name }) => visible(name)).join(', ')}…`
    : summaryOf(attachments, mayWrite);
  return (
    <Part
      label="Attachments"
      summary={state !== '' && <span role="status">{state}</span>}
      actions={attachments.length > 0 && button}
    >
      {upload.error && <ErrorNotice title="The upload failed." error={upload.error} />}
      <FileDrop onFiles={mayWrite ? take : undefined}>
        {attachments.length === 0 ? (
          <EmptyState title="There are no attachments yet." action={button}>
            Files that belong to the document: a photo, an invoice, a contract.
            {mayWrite && ' Drop them here, or choose them.'}
          </EmptyState>
        ) : (
          <AttachmentTable
            database={database}
            id={id}
            attachments={attachments}
            onDelete={mayWrite ? setToDelete : undefined}
          />
        )}
      </FileDrop>
      {toDelete !== undefined && (
        <DeleteAttachmentDialog
          database={database}
          id={id}
          name={toDelete}
          onClose={() => setToDelete(undefined)}
        />
      )}
      {toReplace && (
        <Dialog
          title="Replace what is there?"
          action="Replace"
          isDangerous
          onSubmit={async () => {
            setToReplace(undefined);
            upload.mutate(toReplace);
          }}
          onClose={() => setToReplace(undefined)}
        >
          <p>
            The document has a file of this name already:{' '}
            {toReplace
              .filter((file) => isAmong(attachments, file))
              .map(({ name }) => visible(name))
              .join(', ')}
          </p>
        </Dialog>
      )}
    </Part>
  );
}

/** As the server compares names. */
function isAmong(attachments: Attachment[], file: File): boolean {
  return attachments.some(({ name }) => name.toLowerCase() === file.name.toLowerCase());
}

function summaryOf(attachments: Attachment[], mayWrite: boolean): string {
  if (attachments.length === 0) return '';
  const bytes = attachments.reduce((sum, attachment) => sum + attachment.bytes, 0);
  const summary = `${countOf(attachments.length, 'file')}, ${formatBytes(bytes)}`;
  return mayWrite ? `${summary}. Drop files here to add them.` : summary;
}
