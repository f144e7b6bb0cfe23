import { StreamLanguage } from '@codemirror/language';
import type { Extension } from '@codemirror/state';

const KEYWORDS = new Set(
  'from as where and or not in between order by asc desc select include limit offset filter true false null'.split(
    ' ',
  ),
);

/** The words, texts and numbers of RQL. */
export function rql(): Extension {
  return StreamLanguage.define({
    token: (stream) => {
      if (stream.eatSpace()) return null;
      if (stream.match(/^\/\/.*/)) return 'comment';
      if (stream.match(/^'(?:[^'\\]|\\.|'')*'?/) || stream.match(/^"(?:[^"\\]|\\.|"")*"?/)) {
        return 'string';
      }
      if (stream.match(/^-?\d+(\.\d+)?([eE][+-]?\d+)?/)) return 'number';
      const word = stream.match(/^[@$\w.]+/);
      if (!word) {
        stream.next();
        return null;
      }
      return KEYWORDS.has(stream.current().toLowerCase()) ? 'keyword' : null;
    },
  });
}
