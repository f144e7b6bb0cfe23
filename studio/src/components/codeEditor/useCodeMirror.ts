import type { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { type RefObject, useEffect, useRef } from 'react';

interface CodeMirror {
  /** Of the element that the editor fills. */
  host: RefObject<HTMLDivElement | null>;
  /** Nothing until it is shown. */
  editor: RefObject<EditorView | undefined>;
}

/**
 * CodeMirror in a shadow root: only there does it take its looks to where the policy of the server
 * allows them, instead of into style elements. It begins with the state of the first rendering, and
 * from then on has the text itself.
 */
export function useCodeMirror(makeState: () => EditorState): CodeMirror {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView>(undefined);
  const make = useRef(makeState);
  useEffect(() => {
    if (!host.current) return undefined;
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' });
    const view = new EditorView({ root, parent: root, state: make.current() });
    editor.current = view;
    return () => view.destroy();
  }, []);
  return { host, editor };
}
