import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { MUST_BE_NEW, readDocument, saveDocument } from '../../api/documents';
import { idPrefixOf } from '../../api/ids';
import { goTo } from '../../application/location';
import { Button } from '../../components/Button';
import { ErrorNotice } from '../../components/ErrorNotice';
import { TextField } from '../../components/Field';
import { Page } from '../../components/Page';
import { QueryStates } from '../../components/QueryStates';
import { formatJson } from '../../json/jsonText';
import { JsonEditor } from './JsonEditor';
import { whyNotJson } from './problems';

interface NewDocumentViewProps {
  database: string;
  /** The one it will probably be in. */
  collection?: string;
  /** The id of a document whose text it begins with. */
  cloneOf?: string;
}

export function NewDocumentView({ database, collection, cloneOf }: NewDocumentViewProps) {
  const original = useQuery({
    queryKey: ['document', database, cloneOf],
    queryFn: ({ signal }) => readDocument(database, cloneOf ?? '', signal),
    enabled: cloneOf !== undefined,
    refetchOnWindowFocus: false,
    gcTime: 0,
  });
  if (cloneOf !== undefined && !original.data) {
    return (
      <Page title="New document">
        <QueryStates query={original} what="the document to clone" />
      </Page>
    );
  }
  return (
    <NewDocumentForm
      database={database}
      idAtFirst={prefixOf(cloneOf ?? (collection ? idPrefixOf(collection) : ''))}
      textAtFirst={original.data?.text ?? emptyDocument(collection)}
    />
  );
}

/** "orders/" of "orders/1-A": the server gives it a number. */
function prefixOf(id: string): string {
  return id.slice(0, id.lastIndexOf('/') + 1);
}

function emptyDocument(collection = ''): string {
  return formatJson(JSON.stringify({ Name: '', '@metadata': { '@collection': collection } }));
}

interface NewDocumentFormProps {
  database: string;
  idAtFirst: string;
  textAtFirst: string;
}

function NewDocumentForm({ database, idAtFirst, textAtFirst }: NewDocumentFormProps) {
  const [id, setId] = useState(idAtFirst);
  const [text, setText] = useState(textAtFirst);
  const problem = whyNotJson(text);
  const save = useMutation({
    mutationFn: () => saveDocument(database, id, text, MUST_BE_NEW),
    onSuccess: (saved) => goTo({ view: 'document', database, id: saved.id }, { replace: true }),
  });
  const canSave = id !== '' && problem === undefined && !save.isPending;
  return (
    <Page
      title="New document"
      actions={
        <Button look="primary" disabled={!canSave} onClick={() => save.mutate()}>
          Save
        </Button>
      }
      fills
    >
      <TextField
        label="Id"
        value={id}
        onChange={setId}
        hint="An id that ends in “/” gets a number from the server."
      />
      {save.error && <ErrorNotice title="The document was not saved." error={save.error} />}
      <JsonEditor
        initialText={textAtFirst}
        problem={problem}
        onChange={setText}
        onCommit={() => canSave && save.mutate()}
      />
    </Page>
  );
}
