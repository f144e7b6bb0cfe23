import type { EditorView } from '@codemirror/view';

/** The cursor stays about where it is. */
export function replaceText(editor: EditorView, text: string): void {
  const { doc, selection } = editor.state;
  if (doc.toString() === text) return;
  editor.dispatch({
    changes: { from: 0, to: doc.length, insert: text },
    selection: { anchor: Math.min(selection.main.head, text.length) },
  });
}
