import { setDiagnostics } from '@codemirror/lint';
import type { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'react';

import type { Finding, ScriptEditorProps } from '../ScriptEditor';
import styles from '../codeEditor/CodeMirrorEditor.module.css';
import { useCodeMirror } from '../codeEditor/useCodeMirror';
import { scriptState } from './scriptState';

export default function ScriptMirror(props: ScriptEditorProps) {
  const { label, initialText, findings } = props;
  const current = useRef(props);
  useEffect(() => {
    current.current = props;
  });
  const { host, editor } = useCodeMirror(() =>
    scriptState({
      label,
      text: initialText,
      onChange: (text) => current.current.onChange(text),
      knowledge: () => current.current.knowledge,
    }),
  );

  useEffect(() => {
    const view = editor.current;
    view?.dispatch(setDiagnostics(view.state, diagnosticsOf(view, findings)));
  }, [editor, findings]);

  return <div ref={host} className={styles.filling} />;
}

function diagnosticsOf({ state }: EditorView, findings: Finding[]) {
  return findings.map(({ line, severity, message }) => {
    const { from, to, text } = state.doc.line(Math.min(Math.max(line, 1), state.doc.lines));
    return { from: from + text.length - text.trimStart().length, to, severity, message };
  });
}
