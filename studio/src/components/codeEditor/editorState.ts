import { autocompletion } from '@codemirror/autocomplete';
import { json, jsonParseLinter } from '@codemirror/lang-json';
import { foldGutter } from '@codemirror/language';
import { linter } from '@codemirror/lint';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';

import type { CodeEditorProps } from '../CodeEditor';
import { basics } from './basics';
import { rql } from './rql';

interface EditorOptions {
  label: string;
  language: CodeEditorProps['language'];
  text: string;
  isReadOnly: boolean;
  onChange: (text: string) => void;
  onCommit: () => void;
}

const LANGUAGES: Record<EditorOptions['language'], () => Extension> = {
  json: () => [json(), linter(jsonParseLinter()), lineNumbers(), foldGutter()],
  rql,
};

const READ_ONLY: Extension = [
  EditorState.readOnly.of(true),
  EditorView.contentAttributes.of({ 'aria-readonly': 'true' }),
];

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
      autocompletion(),
      options.isReadOnly ? READ_ONLY : [],
      basics(options.label, options.onChange),
    ],
  });
}
