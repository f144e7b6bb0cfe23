import { autocompletion, closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import { json, jsonParseLinter } from '@codemirror/lang-json';
import { bracketMatching, foldGutter, foldKeymap, indentOnInput } from '@codemirror/language';
import { lintKeymap, linter } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import {
  EditorView,
  drawSelection,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view';

import type { CodeEditorProps } from '../CodeEditor';
import { looks } from './looks';
import { rql } from './rql';

interface EditorOptions {
  label: string;
  language: CodeEditorProps['language'];
  isReadOnly: boolean;
  text: string;
  onChange: (text: string) => void;
  onCommit: () => void;
}

const LANGUAGES: Record<EditorOptions['language'], () => Extension> = {
  json: () => [json(), linter(jsonParseLinter()), lineNumbers(), foldGutter()],
  javascript: () => [javascript(), lineNumbers(), foldGutter()],
  rql,
};

/** The Tab key leaves the editor as it leaves any other field. */
export function editorState(options: EditorOptions): EditorState {
  const commit = () => {
    options.onCommit();
    return true;
  };
  return EditorState.create({
    doc: options.text,
    extensions: [
      keymap.of([
        { key: 'Mod-Enter', run: commit },
        { key: 'Mod-s', run: commit, preventDefault: true },
      ]),
      LANGUAGES[options.language](),
      looks,
      history(),
      drawSelection(),
      highlightSpecialChars(),
      highlightSelectionMatches(),
      bracketMatching(),
      closeBrackets(),
      autocompletion(),
      indentOnInput(),
      keymap.of([
        ...closeBracketsKeymap,
        ...defaultKeymap,
        ...searchKeymap,
        ...historyKeymap,
        ...foldKeymap,
        ...lintKeymap,
      ]),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': options.label, tabindex: '0' }),
      EditorState.readOnly.of(options.isReadOnly),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) options.onChange(update.state.doc.toString());
      }),
    ],
  });
}
