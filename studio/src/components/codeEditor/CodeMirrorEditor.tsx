import { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'react';

import type { CodeEditorProps } from '../CodeEditor';
import styles from './CodeMirrorEditor.module.css';
import { editorState } from './editorState';

/**
 * CodeMirror in a shadow root: only there does it take its looks to where the policy of the server
 * allows them, instead of into style elements.
 */
export default function CodeMirrorEditor(props: CodeEditorProps) {
  const { label, language, value, isReadOnly = false, isInline = false } = props;
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView>(undefined);
  const callbacks = useRef(props);
  /** What was typed and has not come back as `value` yet: then it is no news. */
  const typed = useRef<string[]>([]);
  useEffect(() => {
    callbacks.current = props;
  });

  useEffect(() => {
    if (!host.current) return undefined;
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' });
    const view = new EditorView({
      root,
      parent: root,
      state: editorState({
        label,
        language,
        isReadOnly,
        text: callbacks.current.value,
        onChange: (text) => {
          typed.current.push(text);
          callbacks.current.onChange?.(text);
        },
        onCommit: () => callbacks.current.onCommit?.(),
      }),
    });
    editor.current = view;
    return () => view.destroy();
  }, [label, language, isReadOnly]);

  useEffect(() => {
    const view = editor.current;
    if (!view) return;
    const isCurrent = view.state.doc.toString() === value;
    const seen = isCurrent ? typed.current.length - 1 : typed.current.indexOf(value);
    typed.current.splice(0, seen + 1);
    if (isCurrent || seen >= 0) return;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
    typed.current = [];
  }, [value]);

  return <div ref={host} className={isInline ? styles.inline : styles.filling} />;
}
