import { useEffect, useRef } from 'react';

import type { CodeEditorProps } from '../CodeEditor';
import styles from './CodeMirrorEditor.module.css';
import { editorState } from './editorState';
import { replaceText } from './replaceText';
import { useCodeMirror } from './useCodeMirror';

export default function CodeMirrorEditor(props: CodeEditorProps) {
  const { label, language, initialText, version, isReadOnly = false, isInline = false } = props;
  const current = useRef(props);
  useEffect(() => {
    current.current = props;
  });
  const { host, editor } = useCodeMirror(() =>
    editorState({
      label,
      language,
      text: initialText,
      isReadOnly,
      onChange: (text) => current.current.onChange(text),
      onCommit: () => current.current.onCommit(),
    }),
  );
  useEffect(() => {
    if (editor.current) replaceText(editor.current, current.current.initialText);
  }, [editor, version]);
  return <div ref={host} className={isInline ? styles.inline : styles.filling} />;
}
