// Attachments, counters and time series of the document in hand, and which of them a script adds
// to the objects that it loads. `run` is the state of the slice in hand (runner.js).
(function items(host, run, options) {
  'use strict';

  const { stringify } = JSON;
  const { defineProperty, isExtensible } = Object;
  const { isArray } = Array;
  const toWellFormed = Function.prototype.call.bind(String.prototype.toWellFormed);
  const timeSeriesLookUp = 2;  // DocumentReader::LookUp.
  const marks = { a: '$attachment/', c: '$counter/', t: '$timeSeries/' };

  const lists = {
    a: () => (run.attachments ?? []).map(({ Name }) => Name),
    c: () => run.counters ?? [],
    t: () => run.timeSeries ?? [],
  };

  function named(kind, name) {
    const folded = name.toLowerCase();
    return lists[kind]().find((one) => one.toLowerCase() === folded) ?? null;
  }

  function check(call, values, countMax) {
    if (values.length < 1 || values.length > countMax || typeof values[0] !== 'string') {
      throw new TypeError(`${call}() takes a name`);
    }
  }

  function hasOf(kind, call) {
    return function (name) {
      check(call, arguments, 1);
      return named(kind, name) !== null;
    };
  }

  // Texts alone are made JSON: an array would ask for a toJSON() that may be the user's.
  function write(place, kind, texts) {
    run.objects += `@${place} ${kind}[${texts.map((text) => stringify(toWellFormed(text))).join(',')}]\n`;
  }

  function referenceTo(kind, name) {
    return name === null ? null : marks[kind] + name;
  }

  function loadOf(kind, call) {
    return function (name) {
      check(call, arguments, 1);
      return referenceTo(kind, named(kind, name));
    };
  }

  // A bound as the wire has it; '' for none.
  function boundOf(value, call) {
    if (value === undefined || value === null) return '';
    if (typeof value === 'string') return value;
    if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
    throw new TypeError(`${call} takes dates`);
  }

  function loadTimeSeries(name, from, to) {
    check('loadTimeSeries', arguments, 3);
    const found = named('t', name);
    const bounds = [boundOf(from, 'loadTimeSeries()'), boundOf(to, 'loadTimeSeries()')];
    if (found === null || (bounds[0] === '' && bounds[1] === '')) return referenceTo('t', found);
    if (host.lookUp(timeSeriesLookUp, run.id, found, ...bounds) === null) return null;
    return marks.t + stringify([...bounds, found]);
  }

  function nameBehind(kind, reference, call) {
    const name = typeof reference === 'string' && reference.startsWith(marks[kind])
        ? named(kind, reference.slice(marks[kind].length)) : null;
    if (name === null) throw new TypeError(`${call} takes what a function of this document gave`);
    return name;
  }

  function seriesBehind(reference) {
    let parts;
    try {
      parts = JSON.parse(reference.slice(marks.t.length));
    } catch {
      parts = undefined;
    }
    if (!isArray(parts) || parts.length !== 3 || !parts.every((part) => typeof part === 'string')) {
      return [nameBehind('t', reference, 'addTimeSeries()'), '', ''];
    }
    return [nameBehind('t', marks.t + parts[2], 'addTimeSeries()'), parts[0], parts[1]];
  }

  const adders = {
    addAttachment(place, values) {
      if (values.length < 1 || values.length > 2) throw new TypeError('addAttachment() takes an attachment');
      const reference = values[values.length - 1];
      const newName = values.length === 2 ? values[0] : undefined;
      if (reference === null || reference === undefined) return;
      if (values.length === 2 && (typeof newName !== 'string' || newName === '')) {
        throw new TypeError('addAttachment() takes a name and an attachment');
      }
      const name = nameBehind('a', reference, 'addAttachment()');
      write(place, 'a', [name, newName ?? name]);
    },
    addCounter(place, values) {
      if (values.length !== 1) throw new TypeError('addCounter() takes a counter');
      if (values[0] !== null && values[0] !== undefined) {
        write(place, 'c', [nameBehind('c', values[0], 'addCounter()')]);
      }
    },
    addTimeSeries(place, values) {
      if (values.length !== 1) throw new TypeError('addTimeSeries() takes a time series');
      const [reference] = values;
      if (reference === null || reference === undefined) return;
      if (typeof reference !== 'string' || !reference.startsWith(marks.t)) nameBehind('t', reference, 'addTimeSeries()');
      write(place, 't', seriesBehind(reference));
    },
  };
  const used = Object.keys(adders).filter((name) => options.text.includes(name));

  // Of an object that is loaded twice they mean the last time.
  function addMethods(object, place) {
    if (used.length === 0 || !isExtensible(object)) return;
    for (const name of used) {
      const value = (...values) => {
        adders[name](place, values);
        return object;
      };
      defineProperty(object, name, { value, enumerable: false, configurable: true, writable: true });
    }
  }

  return {
    addMethods,
    write,
    boundOf,
    functions: {
      hasAttachment: hasOf('a', 'hasAttachment'),
      getAttachments: () => (run.attachments ?? []).map((attachment) => ({ ...attachment })),
      loadAttachment: loadOf('a', 'loadAttachment'),
      hasCounter: hasOf('c', 'hasCounter'),
      getCounters: () => [...lists.c()],
      loadCounter: loadOf('c', 'loadCounter'),
      hasTimeSeries: hasOf('t', 'hasTimeSeries'),
      getTimeSeries: () => [...lists.t()],
      loadTimeSeries,
    },
  };
})
