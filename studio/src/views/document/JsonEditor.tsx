import { CodeEditor } from '../../components/CodeEditor';
import { ErrorNotice } from '../../components/ErrorNotice';

interface JsonEditorProps {
  initialText: string;
  version?: string;
  /** Why its text is not a document. */
  problem: string | undefined;
  isReadOnly?: boolean;
  onChange: (text: string) => void;
  onCommit: () => void;
}

export function JsonEditor({ problem, ...editor }: JsonEditorProps) {
  return (
    <>
      {problem !== undefined && <ErrorNotice title="This is not JSON yet." error={problem} />}
      <CodeEditor label="Document" language="json" {...editor} />
    </>
  );
}
