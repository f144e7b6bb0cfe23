import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';

import { sampleDocuments } from '../../api/samples';
import type { Script, TaskDefinition } from '../../api/taskDefinitions';
import { type Finding, ScriptEditor } from '../../components/ScriptEditor';
import { DryRunSection } from './DryRunSection';
import { ScriptFields } from './ScriptFields';
import styles from './TaskEditor.module.css';
import { TestPane } from './TestPane';
import { knowledgeOf } from './scriptKnowledge';
import type { Surroundings } from './surroundings';

interface ScriptWorkbenchProps {
  database: string;
  task: TaskDefinition;
  script: Script;
  surroundings: Surroundings;
  onChange: (script: Script) => void;
}

/** The editor of a script and, beside it, what the script would send. */
export function ScriptWorkbench(props: ScriptWorkbenchProps) {
  const { database, task, script, surroundings, onChange } = props;
  const [findings, setFindings] = useState<Finding[]>([]);
  const [documentId, setDocumentId] = useState<string>();
  const workbench = useRef<HTMLDivElement>(null);
  const tried = { ...task, scripts: [script] };
  const lookAt = (id: string) => {
    setDocumentId(id);
    workbench.current?.scrollIntoView({ block: 'nearest' });
  };
  const collection = script.allDocuments ? undefined : script.collections[0];
  const samples = useQuery({
    queryKey: ['samples', database, collection ?? null, script.allDocuments],
    queryFn: ({ signal }) => sampleDocuments(database, collection, signal),
    enabled: script.allDocuments || collection !== undefined,
    staleTime: Infinity,
  });
  return (
    <>
      <ScriptFields script={script} collections={surroundings.collections} onChange={onChange} />
      <div ref={workbench} className={styles.workbench}>
        <ScriptEditor
          label="Script"
          initialText={script.text}
          knowledge={knowledgeOf(task, surroundings, samples.data ?? [])}
          findings={findings}
          onChange={(text) => onChange({ ...script, text })}
        />
        <TestPane
          database={database}
          task={tried}
          samples={samples.data ?? []}
          documentId={documentId}
          onDocumentId={setDocumentId}
          onFindings={setFindings}
        />
      </div>
      <DryRunSection database={database} task={tried} onLookAt={lookAt} />
    </>
  );
}
