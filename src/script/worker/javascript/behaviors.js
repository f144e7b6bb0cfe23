// The functions of a script that decide what follows a deletion, a counter or a time series. They
// run apart from the script: of its own statements none has run. `run` is the state of the slice in
// hand (runner.js).
(function behaviors(run, options, items) {
  'use strict';

  const { isArray } = Array;
  const names = new Map();  // From the kind and the folded collection.
  const has = { deleteDocuments: false, loadCounters: false, loadTimeSeries: false };

  for (const name of options.behaviors) {
    const [, kind, collection = ''] = /^(deleteDocuments|loadCounters|loadTimeSeries)(?:Of(.+))?Behavior$/.exec(name);
    names.set(`${kind} ${collection.toLowerCase()}`, name);
    has[kind] = true;
  }

  // Fresh for each call, so that nothing they keep leaks to the next document.
  function find(kind, collection) {
    const name = names.get(`${kind} ${collection.toLowerCase()}`);
    return name === undefined ? undefined : run.body.call(undefined, name);
  }

  function decide(decision) {
    run.isDeciding = true;
    try {
      return decision();
    } finally {
      run.isDeciding = false;
    }
  }

  function mayDelete(id, collection, deleted) {
    const specific = find('deleteDocuments', collection);
    if (specific !== undefined) return specific(id, deleted) === true;
    const generic = find('deleteDocuments', '');
    return generic === undefined || generic(id, collection, deleted) === true;
  }

  function rangeOf(answer) {
    const what = 'what a time series behavior returns';
    const bounds = { from: '', to: '' };
    if (answer === true) return bounds;
    if (answer === false || answer === null || answer === undefined) return null;
    if (typeof answer !== 'object' || isArray(answer) || answer instanceof Date) {
      throw new TypeError(`${what} must be a boolean or an object with 'from' and 'to'`);
    }
    const seen = new Set();
    for (const key of Object.keys(answer)) {
      const bound = key.toLowerCase();
      if (bound !== 'from' && bound !== 'to') throw new TypeError(`${what} has an unknown member '${key}'`);
      if (seen.has(bound)) throw new TypeError(`${what} has '${bound}' twice`);
      seen.add(bound);
      if (typeof answer[key] === 'string') throw new TypeError(`${what} has dates for 'from' and 'to'`);
      bounds[bound] = items.boundOf(answer[key], what);
    }
    if (bounds.from !== '' && bounds.to !== '' && Date.parse(bounds.from) > Date.parse(bounds.to)) {
      throw new RangeError(`${what} ends before it begins`);
    }
    return bounds;
  }

  const answers = {
    deleteDocuments(id, collection, deleted) {
      if (!mayDelete(id, collection, deleted)) run.objects += '-\n';
    },
    loadCounters(id, collection, name) {
      if (find('loadCounters', collection)?.(id, name) === true) items.write(-1, 'c', [name]);
    },
    loadTimeSeries(id, collection, name) {
      const range = rangeOf(find('loadTimeSeries', collection)?.(id, name));
      if (range !== null) items.write(-1, 't', [name, range.from, range.to]);
    },
  };

  return {
    // What asks one function alone (behavior_question.h).
    ask: (kind, id, collection, value) => decide(() => answers[kind](id, collection, value)),

    // What follows from the document in hand, after the script has run.
    followUp() {
      if (options.behaviors.length === 0) return;
      const { id, collection } = run;
      decide(() => {
        if (has.deleteDocuments) answers.deleteDocuments(id, collection, false);
        if (!run.isLoadedToOwn) return;
        if (has.loadCounters) for (const name of run.counters ?? []) answers.loadCounters(id, collection, name);
        if (has.loadTimeSeries) for (const name of run.timeSeries ?? []) answers.loadTimeSeries(id, collection, name);
      });
    },
  };
})
