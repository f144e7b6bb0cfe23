import { json } from '@codemirror/lang-json';
import { unifiedMergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';

import { visibleLines } from '../../text/visible';
import type { CodeComparisonProps } from '../CodeComparison';
import styles from './CodeMirrorEditor.module.css';
import { looks } from './looks';
import { useCodeMirror } from './useCodeMirror';

// The library's own colours are neither those of the page nor for both of its themes.
const differences = EditorView.theme({
  '&.cm-merge-b .cm-changedLine, .cm-inlineChangedLine': { background: 'var(--good-soft)' },
  '&.cm-merge-b .cm-changedText': { background: 'none', fontWeight: '600' },
  '&.cm-merge-b .cm-changedLineGutter': { background: 'var(--good)' },
  '.cm-deletedChunk': {
    padding: '0 var(--space-3)',
    background: 'var(--bad-soft)',
    whiteSpace: 'pre-wrap',
  },
  '& .cm-deletedChunk .cm-deletedText': { background: 'none', fontWeight: '600' },
  '& .cm-deletedLineGutter': { background: 'var(--bad)' },
});

/**
 * The editor shows hidden characters only in lines of its own, to which those of the other text do
 * not belong: here both are made visible.
 */
export default function ComparisonMirror({ label, text, other }: CodeComparisonProps) {
  const { host } = useCodeMirror(() =>
    EditorState.create({
      doc: visibleLines(text),
      extensions: [
        differences,
        looks,
        json(),
        lineNumbers(),
        EditorState.readOnly.of(true),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': label, 'aria-readonly': 'true' }),
        unifiedMergeView({ original: visibleLines(other), mergeControls: false }),
      ],
    }),
  );
  return <div ref={host} className={styles.filling} />;
}
