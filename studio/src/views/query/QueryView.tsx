import { useCallback, useState } from 'react';

import type { QueryResult } from '../../api/documents';
import { goTo } from '../../application/location';
import { Button } from '../../components/Button';
import { CodeEditor } from '../../components/CodeEditor';
import { EmptyState } from '../../components/EmptyState';
import { Page } from '../../components/Page';
import { countOf } from '../../text/quantities';
import { DocumentTable } from '../documents/DocumentTable';
import styles from './QueryView.module.css';

interface QueryViewProps {
  database: string;
  /** The one that was run. */
  query?: string;
}

export function QueryView({ database, query }: QueryViewProps) {
  const [text, setText] = useState(query ?? 'from @all_docs');
  const [result, setResult] = useState<QueryResult>();
  const run = useCallback(() => goTo({ view: 'query', database, query: text }), [database, text]);
  return (
    <Page
      title="Query"
      summary={
        result
          ? `${countOf(result.total, 'result')} in ${result.durationMs} ms`
          : 'RQL: from Orders where Total > 100 order by Total desc'
      }
      actions={
        <Button look="primary" onClick={run} title="Ctrl+Enter">
          Run
        </Button>
      }
      fills
    >
      <div className={styles.editor}>
        <CodeEditor
          label="Query"
          language="rql"
          initialText={text}
          onChange={setText}
          onCommit={run}
          isInline
        />
      </div>
      {query === undefined ? (
        <EmptyState title="Results show here.">Ctrl+Enter in the editor runs the query.</EmptyState>
      ) : (
        <DocumentTable
          database={database}
          query={query}
          nothing="Nothing meets the query."
          onResult={setResult}
        />
      )}
    </Page>
  );
}
