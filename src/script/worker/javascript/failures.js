// Says why a document failed, and where in the user's text. `options.edits`, set when the script
// is, lists what was inserted into that text: [line, column in the rewritten text, length].
(function failures(options) {
  'use strict';

  const { stringify } = JSON;
  const { assign } = Object;
  const toWellFormed = Function.prototype.call.bind(String.prototype.toWellFormed);
  const slice = Function.prototype.call.bind(String.prototype.slice);
  const { text } = options;
  const messageMax = 8000;  // Characters. People read it, and it is kept with the document's id.

  function userColumn(line, column) {
    let inserted = 0;
    for (const [editLine, editColumn, length] of options.edits) {
      if (editLine !== line || editColumn >= column) continue;
      inserted += Math.min(length, column - editColumn);
    }
    return column - inserted;
  }

  // The engine quotes the expression at fault; of what the user did not write only the last name
  // is kept.
  function inWordsOfTheUser(message) {
    const quotes = /\s\((?:evaluating|near|In) '([^]*?)'(?:, '[^]*)?\)$/.exec(message);
    const plain = quotes === null || text.includes(quotes[1])
        ? message : message.slice(0, quotes.index).replace(/\.$/, '');
    const subject = /^([^]*?) is not (?:a|an|iterable)\b/.exec(plain)?.[1];
    if (subject === undefined || text.includes(subject)) return plain;
    return (/[\w$]+$/.exec(subject)?.[0] ?? 'a value') + plain.slice(subject.length);
  }

  function describeValue(value) {
    if (value instanceof Error) return `${value.name}: ${inWordsOfTheUser(String(value.message))}`;
    return `the script threw ${typeof value === 'object' ? stringify(value) : String(value)}`;
  }

  function placeOf(error) {
    const frame = /@script:(\d+):(\d+)$/m.exec(error.stack);
    if (frame === null) return { line: 0, column: 0 };
    const line = Number(frame[1]) - 1;  // The line that wraps the user's text counts.
    return { line, column: userColumn(line, Number(frame[2])) };
  }

  const cut = (message) => (message.length > messageMax ? `${slice(message, 0, messageMax)}…` : message);

  function describe(error) {
    const failure = { message: 'the script threw what cannot be shown', line: 0, column: 0 };
    try {
      failure.message = toWellFormed(cut(describeValue(error)));
      if (error instanceof Error) assign(failure, placeOf(error));
    } catch {
      // What was thrown throws when it is looked at; the message above says so.
    }
    return failure;
  }

  // The errors of assigning to what is frozen.
  describe.wantsOpenRealm = (error) => {
    try {
      return error instanceof TypeError && /readonly|extensible|configurable|delete/.test(error.message);
    } catch {
      return false;
    }
  };
  return describe;
})
