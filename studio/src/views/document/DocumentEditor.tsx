import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import { type StoredDocument, saveDocument } from '../../api/documents';
import { useAccess } from '../../application/caller';
import { goTo } from '../../application/location';
import type { DocumentPlace } from '../../application/places';
import { Button } from '../../components/Button';
import { ErrorNotice } from '../../components/ErrorNotice';
import { Page } from '../../components/Page';
import { DeleteDocumentDialog } from './DeleteDocumentDialog';
import styles from './DocumentEditor.module.css';
import { DocumentFacts } from './DocumentFacts';
import { DocumentTabs } from './DocumentTabs';
import { JsonEditor } from './JsonEditor';
import { MeanwhileNotice } from './MeanwhileNotice';
import { ShownPart } from './ShownPart';
import { useLatest } from './latest';
import { isConflict, whyNotJson } from './problems';

interface DocumentEditorProps {
  place: DocumentPlace;
  /** As it was read last, when it was opened, saved or read anew. */
  document: StoredDocument;
  /** Reads the document anew. */
  onReload: () => Promise<unknown>;
}

/** A document that is open: its text, which is edited, and what hangs on it. */
export function DocumentEditor({ place, document, onReload }: DocumentEditorProps) {
  const { database, part } = place;
  const { id } = document;
  const { mayWrite } = useAccess(database);
  const [text, setText] = useState(document.text);
  useEffect(() => setText(document.text), [document]);
  const [isDeleting, setIsDeleting] = useState(false);
  const latest = useLatest(database, document);
  const isChanged = text !== document.text;
  const problem = whyNotJson(text);

  const save = useMutation({
    mutationFn: (expected: string | undefined) => saveDocument(database, id, text, expected),
    onSuccess: onReload,
  });
  const reload = () => {
    save.reset();
    return onReload();
  };
  const isOutdated = latest.text !== document.text;
  const hasChangedMeanwhile = isConflict(save.error) || (isOutdated && !save.isPending);
  const canSave = mayWrite && isChanged && problem === undefined && !save.isPending;
  // The last version whose text the person has seen.
  const seen = isOutdated ? document : latest;
  const saveUnlessOutdated = () => save.mutate(seen.changeVector);
  const isTextShown = part === undefined;

  return (
    <Page
      title={id}
      summary={<DocumentFacts database={database} document={latest} />}
      actions={
        mayWrite && (
          <>
            <Button look="quiet" onClick={() => setIsDeleting(true)}>
              Delete
            </Button>
            <Button onClick={() => goTo({ view: 'newDocument', database, cloneOf: id })}>
              Clone
            </Button>
            {isTextShown && (
              <Button look="primary" disabled={!canSave} onClick={saveUnlessOutdated}>
                Save
              </Button>
            )}
          </>
        )
      }
      fills={isTextShown}
    >
      <DocumentTabs place={place} document={latest} isChanged={isChanged} />
      <div className={styles.editor} hidden={!isTextShown}>
        {hasChangedMeanwhile ? (
          <MeanwhileNotice
            isChanged={isChanged}
            onReload={() => void reload()}
            onOverwrite={() => save.mutate(undefined)}
          />
        ) : (
          save.error && <ErrorNotice title="The document was not saved." error={save.error} />
        )}
        <JsonEditor
          initialText={document.text}
          version={document.changeVector}
          problem={problem}
          isReadOnly={!mayWrite}
          onChange={setText}
          onCommit={() => canSave && saveUnlessOutdated()}
        />
      </div>
      <ShownPart place={place} document={latest} editor={{ isChanged, onReload: reload }} />
      {isDeleting && (
        <DeleteDocumentDialog
          database={database}
          document={seen}
          onClose={() => setIsDeleting(false)}
        />
      )}
    </Page>
  );
}
