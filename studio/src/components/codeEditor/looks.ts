import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

// The tokens of the page reach into the shadow root; the colours of both themes come with them.
const frame = EditorView.theme({
  '&': { flex: '1', minHeight: '0', color: 'var(--text)', fontSize: 'var(--size-small)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'var(--font-code)',
    fontVariantLigatures: 'none',
    lineHeight: '1.6',
  },
  '.cm-content': { padding: 'var(--space-2) 0', caretColor: 'var(--text)' },
  '.cm-line': { padding: '0 var(--space-3)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': {
    border: 'none',
    background: 'var(--surface)',
    color: 'var(--text-muted)',
    fontVariantNumeric: 'tabular-nums',
  },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground':
    { background: 'var(--accent-soft)' },
  '&.cm-focused .cm-matchingBracket': { background: 'var(--accent-soft)', outline: 'none' },
  '.cm-selectionMatch': { background: 'var(--busy-soft)' },
  '.cm-specialChar': { color: 'var(--bad)' },
  '.cm-tooltip': {
    border: '1px solid var(--border)',
    borderRadius: 'var(--radius)',
    background: 'var(--surface-raised)',
    color: 'var(--text)',
    boxShadow: 'var(--shadow)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': {
    padding: 'var(--space-1) var(--space-3)',
    '&[aria-selected]': { background: 'var(--accent-soft)', color: 'var(--text)' },
  },
  '.cm-completionDetail': { marginLeft: 'var(--space-3)', color: 'var(--text-muted)' },
  '.cm-panels': { background: 'var(--surface-sunken)', color: 'var(--text)' },
  '.cm-foldPlaceholder': {
    border: 'none',
    background: 'var(--surface-sunken)',
    color: 'var(--text-muted)',
  },
});

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--code-key)' },
  { tag: tags.string, color: 'var(--code-string)' },
  { tag: tags.number, color: 'var(--code-number)' },
  { tag: [tags.keyword, tags.bool, tags.null], color: 'var(--code-keyword)' },
  { tag: tags.comment, color: 'var(--code-comment)', fontStyle: 'italic' },
]);

export const looks = [frame, syntaxHighlighting(colours)];
