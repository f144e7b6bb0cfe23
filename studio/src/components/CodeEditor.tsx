import { Suspense, lazy } from 'react';

import { Loading } from './Loading';

export interface CodeEditorProps {
  /** What is edited, for those who do not see it. */
  label: string;
  language: 'json' | 'rql';
  /** What it begins with; from then on the editor has the text, so that fast typing keeps it. */
  initialText: string;
  /** When this changes, the editor takes `initialText` anew, and keeps focus and cursor. */
  version?: string;
  onChange: (text: string) => void;
  /** What Ctrl+Enter and Ctrl+S do. */
  onCommit: () => void;
  isReadOnly?: boolean;
  /** Grows with its text instead of taking the height that is left. */
  isInline?: boolean;
}

// Half of the Studio's program is the editor; the first view does not wait for it.
const LazyEditor = lazy(() => import('./codeEditor/CodeMirrorEditor'));

export function CodeEditor(props: CodeEditorProps) {
  return (
    <Suspense fallback={<Loading what="the editor" />}>
      <LazyEditor {...props} />
    </Suspense>
  );
}
