import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import { type Sample, suggestIds } from '../../api/samples';
import { type ScriptTestResult, lineIn, testScript } from '../../api/scriptTests';
import type { TaskDefinition } from '../../api/taskDefinitions';
import { CheckField } from '../../components/CheckField';
import { ErrorNotice } from '../../components/ErrorNotice';
import type { Finding } from '../../components/ScriptEditor';
import { SuggestField } from '../../components/SuggestField';
import styles from './TestPane.module.css';
import { TestResult } from './TestResult';
import { useSettled } from './settled';

interface TestPaneProps {
  database: string;
  /** With the one script that is tried. */
  task: TaskDefinition;
  samples: Sample[];
  /** Chosen by the person; otherwise the first sample is tried. */
  documentId: string | undefined;
  onDocumentId: (id: string) => void;
  /** Called with what the editor should mark. */
  onFindings: (findings: Finding[]) => void;
}

/** What the script, as it stands, would send for a document that there is. Nothing is sent. */
export function TestPane(props: TestPaneProps) {
  const { database, task, samples, documentId: chosenId, onDocumentId, onFindings } = props;
  const [isDelete, setIsDelete] = useState(false);
  const [runs, setRuns] = useState(false);
  const documentId = chosenId ?? samples[0]?.id ?? '';
  const subject = useSettled({ task, documentId, isDelete, runs });
  const suggestions = useQuery({
    queryKey: ['idSuggestions', database, subject.documentId],
    queryFn: ({ signal }) => suggestIds(database, subject.documentId, signal),
    enabled: chosenId !== undefined && chosenId !== '',
  });
  const test = useQuery({
    queryKey: ['scriptTest', database, subject],
    queryFn: ({ signal }) => testScript(database, subject, signal),
    enabled: subject.documentId !== '' && subject.task.scripts[0]?.text.trim() !== '',
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  const { data, error } = test;
  useEffect(() => {
    // A script that does not compile is refused as a whole.
    if (error) onFindings(findingOf(error.message));
    else onFindings(data ? findingsIn(data) : []);
  }, [data, error, onFindings]);
  return (
    <section className={styles.pane} aria-label="Test">
      <SuggestField
        label="Try it on document"
        value={documentId}
        suggestions={chosenId ? (suggestions.data ?? []) : samples.map(({ id }) => id)}
        onChange={onDocumentId}
      />
      <div className={styles.options}>
        <CheckField label="Its deletion" checked={isDelete} onChange={setIsDelete} />
        {task.kind === 'Sql' && (
          <CheckField
            label="Run it at the destination, and roll back"
            checked={runs}
            disabled={task.connection === ''}
            onChange={setRuns}
          />
        )}
      </div>
      <div className={styles.result} role="region" aria-label="Result" tabIndex={0}>
        {test.isError && <ErrorNotice title="It could not be tried." error={test.error} />}
        {test.data && !test.isError && (
          <TestResult result={test.data} isDelete={subject.isDelete} />
        )}
        {!test.data && !test.isError && (
          <p className={styles.hint}>
            Write a script and choose a document: what would be sent shows here. Nothing is sent.
          </p>
        )}
      </div>
    </section>
  );
}

function findingOf(message: string): Finding[] {
  const line = lineIn(message);
  return line === undefined ? [] : [{ line, message, severity: 'error' }];
}

function findingsIn({ errors, warnings }: ScriptTestResult): Finding[] {
  return [
    ...errors.flatMap(({ message }) => findingOf(message)),
    ...warnings.map(({ line, message }): Finding => ({ line, message, severity: 'warning' })),
  ];
}
