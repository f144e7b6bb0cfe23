import { autocompletion } from '@codemirror/autocomplete';
import { javascriptLanguage } from '@codemirror/lang-javascript';
import { foldGutter } from '@codemirror/language';
import { lintGutter } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { lineNumbers } from '@codemirror/view';

import { basics } from '../codeEditor/basics';
import { complete } from './completion';
import type { ScriptKnowledge } from './knowledge';

interface ScriptOptions {
  label: string;
  text: string;
  onChange: (text: string) => void;
  knowledge: () => ScriptKnowledge;
}

export function scriptState({ label, text, onChange, knowledge }: ScriptOptions): EditorState {
  return EditorState.create({
    doc: text,
    extensions: [
      javascriptLanguage,
      lineNumbers(),
      foldGutter(),
      lintGutter(),
      autocompletion({ icons: false, override: [(context) => complete(context, knowledge())] }),
      basics(label, onChange),
    ],
  });
}
