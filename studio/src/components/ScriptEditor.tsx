import { Suspense, lazy } from 'react';

import { Loading } from './Loading';
import type { ScriptKnowledge } from './scriptEditor/knowledge';

/** Something to be looked at in a script. */
export interface Finding {
  /** From 1. */
  line: number;
  severity: 'error' | 'warning';
  message: string;
}

export interface ScriptEditorProps {
  label: string;
  /** What it begins with; from then on the editor has the text, so that fast typing keeps it. */
  initialText: string;
  onChange: (text: string) => void;
  /** What completion offers. */
  knowledge: ScriptKnowledge;
  findings: Finding[];
}

const LazyEditor = lazy(() => import('./scriptEditor/ScriptMirror'));

/** For the scripts of tasks: completes what can be called, loaded and read. */
export function ScriptEditor(props: ScriptEditorProps) {
  return (
    <Suspense fallback={<Loading what="the editor" />}>
      <LazyEditor {...props} />
    </Suspense>
  );
}
