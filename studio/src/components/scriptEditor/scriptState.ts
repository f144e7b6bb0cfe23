import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { javascriptLanguage } from '@codemirror/lang-javascript';
import { bracketMatching, foldGutter, foldKeymap, indentOnInput } from '@codemirror/language';
import { lintGutter, lintKeymap } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { EditorState } from '@codemirror/state';
import {
  EditorView,
  drawSelection,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view';

import { looks } from '../codeEditor/looks';
import { complete } from './completion';
import type { ScriptKnowledge } from './knowledge';

interface ScriptOptions {
  label: string;
  text: string;
  onChange: (text: string) => void;
  knowledge: () => ScriptKnowledge;
}

/** The Tab key leaves the editor as it leaves any other field. */
export function scriptState({ label, text, onChange, knowledge }: ScriptOptions): EditorState {
  return EditorState.create({
    doc: text,
    extensions: [
      javascriptLanguage,
      lineNumbers(),
      foldGutter(),
      lintGutter(),
      looks,
      history(),
      drawSelection(),
      highlightSpecialChars(),
      highlightSelectionMatches(),
      bracketMatching(),
      closeBrackets(),
      autocompletion({ icons: false, override: [(context) => complete(context, knowledge())] }),
      indentOnInput(),
      keymap.of([
        ...closeBracketsKeymap,
        ...defaultKeymap,
        ...searchKeymap,
        ...historyKeymap,
        ...foldKeymap,
        ...completionKeymap,
        ...lintKeymap,
      ]),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': label }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) onChange(update.state.doc.toString());
      }),
    ],
  });
}
