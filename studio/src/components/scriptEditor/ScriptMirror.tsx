import { setDiagnostics } from '@codemirror/lint';
import { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'react';

import type { Finding, ScriptEditorProps } from '../ScriptEditor';
import styles from '../codeEditor/CodeMirrorEditor.module.css';
import { scriptState } from './scriptState';

/** In a shadow root, as every editor: there the policy of the server allows CodeMirror its looks. */
export default function ScriptMirror(props: ScriptEditorProps) {
  const { label, findings } = props;
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView>(undefined);
  const current = useRef(props);
  useEffect(() => {
    current.current = props;
  });

  useEffect(() => {
    if (!host.current) return undefined;
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' });
    const view = new EditorView({
      root,
      parent: root,
      state: scriptState({
        label,
        text: current.current.initialText,
        onChange: (text) => current.current.onChange(text),
        knowledge: () => current.current.knowledge,
      }),
    });
    editor.current = view;
    return () => view.destroy();
  }, [label]);

  useEffect(() => {
    const view = editor.current;
    view?.dispatch(setDiagnostics(view.state, diagnosticsOf(view, findings)));
  }, [findings]);

  return <div ref={host} className={styles.filling} />;
}

function diagnosticsOf({ state }: EditorView, findings: Finding[]) {
  return findings.map(({ line, severity, message }) => {
    const { from, to, text } = state.doc.line(Math.min(Math.max(line, 1), state.doc.lines));
    return { from: from + text.length - text.trimStart().length, to, severity, message };
  });
}
