import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import { type StoredDocument, readChangeVector, saveDocument } from '../../api/documents';
import { goTo } from '../../application/location';
import { usePolled } from '../../application/polling';
import { Button } from '../../components/Button';
import { ErrorNotice } from '../../components/ErrorNotice';
import { Page } from '../../components/Page';
import { DeleteDocumentDialog } from './DeleteDocumentDialog';
import { DocumentFacts } from './DocumentFacts';
import { JsonEditor } from './JsonEditor';
import { MeanwhileNotice } from './MeanwhileNotice';
import { isConflict, whyNotJson } from './problems';

interface DocumentEditorProps {
  database: string;
  document: StoredDocument;
  /** Reads the document anew. */
  onReload: () => void;
}

export function DocumentEditor({ database, document, onReload }: DocumentEditorProps) {
  const { id } = document;
  const [text, setText] = useState(document.text);
  const [isDeleting, setIsDeleting] = useState(false);
  const isChanged = text !== document.text;
  const problem = whyNotJson(text);

  const save = useMutation({
    mutationFn: (expected: string | undefined) => saveDocument(database, id, text, expected),
    onSuccess: onReload,
  });
  const current = usePolled(['changeVector', database, id], (signal) =>
    readChangeVector(database, id, signal),
  );
  const hasChangedMeanwhile =
    isConflict(save.error) ||
    (current.data !== undefined && current.data !== document.changeVector && !save.isPending);
  const canSave = isChanged && problem === undefined && !save.isPending;

  return (
    <Page
      title={id}
      summary={<DocumentFacts database={database} document={document} />}
      actions={
        <>
          <Button look="quiet" onClick={() => setIsDeleting(true)}>
            Delete
          </Button>
          <Button onClick={() => goTo({ view: 'newDocument', database, cloneOf: id })}>
            Clone
          </Button>
          <Button
            look="primary"
            disabled={!canSave}
            onClick={() => save.mutate(document.changeVector)}
          >
            Save
          </Button>
        </>
      }
      fills
    >
      {hasChangedMeanwhile ? (
        <MeanwhileNotice
          isChanged={isChanged}
          onReload={onReload}
          onOverwrite={() => save.mutate(undefined)}
        />
      ) : (
        save.error && <ErrorNotice title="The document was not saved." error={save.error} />
      )}
      <JsonEditor
        initialText={document.text}
        problem={problem}
        onChange={setText}
        onCommit={() => canSave && save.mutate(document.changeVector)}
      />
      {isDeleting && (
        <DeleteDocumentDialog
          database={database}
          document={document}
          onClose={() => setIsDeleting(false)}
        />
      )}
    </Page>
  );
}
