// Runs a script over the documents of a slice and writes what became of them as text, whose
// grammar is that of outcome_text.h. Evaluated once in every realm; `host` are functions of the
// worker, `parts` the other files of this folder.
(function runner(host, options, parts) {
  'use strict';

  const { parse, stringify } = JSON;
  const { isArray } = Array;
  // What an open realm does is announced by the closed one.
  const page = options.closed ? host.page : new Uint32Array(1);
  const flushedAt = 8 * 1024 * 1024;  // Characters of outcomes that wait in the worker.
  const run = { objects: '', output: '', document: undefined, metadata: undefined, body: undefined,
                id: '', collection: '', attachments: undefined, counters: undefined,
                timeSeries: undefined, loaded: 0, isLoadedToOwn: false, isDeciding: false };
  const numbers = parts.numbers();
  const describe = parts.failures(options);
  const patches = options.patches ? parts.patches(host, run, options) : undefined;
  const items = parts.items(host, run, options);
  const behaviors = parts.behaviors(run, options, items);
  parts.functions(host, numbers, run, options, items, patches?.functions);
  parts.lockdown(options.closed);
  // The names that exist, and whether a property of theirs can be read without a thought.
  const globals = stringify([
    ...Object.getOwnPropertyNames(globalThis)
        .map((name) => [name, globalThis[name] !== undefined && globalThis[name] !== null]),
    ...options.parameters.map((name) => [name, !name.startsWith('$')]),
  ]);

  let documents;       // Undefined: each is parsed by itself, to find the one that does not parse.
  let count = 0;
  let allPlain = true;
  let index = 0;
  let lines = '';

  function begin(text, documentCount, plain) {
    index = 0;
    lines = '';
    count = documentCount;
    try {
      documents = parse(text);
    } catch {
      documents = undefined;
    }
    if (documents !== undefined && documents.length !== count) documents = undefined;
    allPlain = plain && documents !== undefined;
  }

  function documentInHand() {
    if (allPlain) return documents[index];
    if (documents === undefined || !host.isPlain(index)) {
      const text = host.documentText(index);
      return host.isPlain(index) ? parse(text) : numbers.parseExactly(text);
    }
    return documents[index];
  }

  // The lists of the metadata are those of the stored document, whatever the script does to it.
  function take(document) {
    run.document = document;
    run.metadata = document['@metadata'];
    run.id = run.metadata?.['@id'] ?? '';
    run.collection = run.metadata?.['@collection'] ?? '@empty';
    run.attachments = run.metadata?.['@attachments'];
    run.counters = run.metadata?.['@counters'];
    run.timeSeries = run.metadata?.['@timeseries'];
  }

  function runOn(input) {
    if (patches !== undefined) {
      take(input[0]);
      patches.run(run.body, input[0], input[1]);
    } else if (isArray(input)) {
      take({});
      behaviors.ask(...input);
    } else {
      take(input);
      run.body.call(input);
      behaviors.followUp();
    }
  }

  // The message alone is made JSON: an object would ask for a toJSON() that may be the user's.
  function fail({ message, line, column }) {
    lines += `${run.output}!${line | 0} ${column | 0} ${stringify(message)}\n.\n`;
    ++index;
  }

  function flush() {
    host.emit(lines, index);
    lines = '';
  }

  // Goes on until the slice is done (false), or until a document wants to change what is built
  // in (true): that one is for an open realm.
  function proceed() {
    while (index < count) {
      page[0] = index + 1;
      run.objects = run.output = '';
      run.loaded = 0;
      run.isLoadedToOwn = false;
      /(?:)/.test('');  // What the last document matched stays in RegExp.$1 otherwise.
      try {
        runOn(documentInHand());
        lines += run.output + run.objects + '.\n';
        ++index;
      } catch (error) {
        if (options.closed && describe.wantsOpenRealm(error)) return true;
        fail(describe(error));
      }
      if (options.closed && lines.length > flushedAt) flush();
    }
    return false;
  }

  return {
    setBody: (script) => { run.body = script; },
    begin,
    proceed,
    flush,
    index: () => index,
    answer: (text) => { lines += text; ++index; },
    fail: (message) => fail({ message, line: 0, column: 0 }),
    lines: () => lines,
    globals: () => globals,
  };
})
