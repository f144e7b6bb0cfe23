// What a script may call. `run` is the state of the slice in hand (runner.js); `host` are the
// functions of the worker.
(function functions(host, numbers, run, options, items, patchFunctions) {
  'use strict';

  const { parse, stringify } = JSON;
  const toWellFormed = Function.prototype.call.bind(String.prototype.toWellFormed);
  const { isArray } = Array;
  const outputMax = 64 * 1024 * 1024;  // Characters of all objects of one document.
  const nameMax = 1000;  // Characters of what a name that is made at run time may have.
  const { parseExactly, isExactNumber } = numbers;
  const hasBehaviors = options.behaviors.length > 0;

  function capture(target, object, call) {
    const isObject = typeof object === 'object' && object !== null && !isExactNumber(object);
    const text = isObject ? stringify(object) : undefined;
    if (text === undefined || text[0] !== '{') throw new TypeError(`${call} takes an object`);
    if (run.isDeciding) throw new Error(`${call} cannot be called in a behavior function`);
    run.objects += `+${target}\t${text}\n`;
    if (run.objects.length > outputMax) throw new RangeError('the script loads too much for one document');
    if (hasBehaviors && target.toLowerCase() === run.collection.toLowerCase()) run.isLoadedToOwn = true;
    items.addMethods(object, run.loaded++);
    return object;
  }

  function loaderOf(target) {
    const call = `loadTo${target}()`;
    return function (object) {
      if (arguments.length !== 1) throw new TypeError(`${call} takes exactly one argument`);
      return capture(target, object, call);
    };
  }

  function loadTo(target, object) {
    if (arguments.length !== 2) throw new TypeError('loadTo() takes a name and an object');
    // JSON writes a text as it is unless it holds what has no place in a name.
    if (typeof target !== 'string' || target === '' || target.length > nameMax ||
        stringify(target) !== `"${target}"`) {
      throw new TypeError('loadTo() takes a name and an object: this is no name');
    }
    return capture(target, object, 'loadTo()');
  }

  function loadOne(id) {
    if (id === null || id === undefined) return null;
    if (typeof id !== 'string') throw new TypeError('load() takes a document id or an array of them');
    const text = host.load(id);
    if (text === null) return null;
    return host.isLoadedPlain() ? parse(text) : parseExactly(text);
  }

  function load(ids) {
    return isArray(ids) ? ids.map(loadOne) : loadOne(ids);
  }

  // A look-up that gives JSON; its first argument is one of DocumentReader::LookUp.
  function lookUp(...what) {
    const text = host.lookUp(...what);
    if (text === null) return null;
    return host.isLoadedPlain() ? parse(text) : parseExactly(text);
  }

  function cmpxchg(key) {
    if (typeof key !== 'string') throw new TypeError('cmpxchg() takes a key');
    return lookUp(0, key)?.Object ?? null;
  }

  function counter(document, name) {
    if (typeof name !== 'string') throw new TypeError('counter() takes a document or its id, and a name');
    const owner = typeof document === 'string' ? document : id(document);
    return owner === null ? null : lookUp(1, owner, name);
  }

  function valueAt(value, path) {
    if (value === null || value === undefined) return null;
    if (isArray(value)) return value.map((element) => valueAt(element, path));
    return path.length === 0 ? value : valueAt(value[path[0]], path.slice(1));
  }

  function getMetadata(document) {
    if (document === null || document === undefined) return null;
    return document['@metadata'] ?? null;
  }

  function id(document) {
    const metadata = document === run.document ? run.metadata : getMetadata(document);
    return metadata?.['@id'] ?? null;
  }

  function lastModified(document) {
    const metadata = document === run.document ? run.metadata : getMetadata(document);
    const text = metadata?.['@last-modified'];
    return text === undefined ? null : Date.parse(text);
  }

  function textOf(value) {
    if (typeof value === 'string') return value;
    if (typeof value === 'boolean') return value ? 'True' : 'False';
    if (typeof value === 'object' && value !== null) return stringify(value);
    return String(value);
  }

  function output(value) {
    if (!options.collectOutput) return;
    run.output += `>${stringify(toWellFormed(textOf(value)))}\n`;
    if (run.output.length > outputMax) throw new RangeError('the script outputs too much for one document');
  }

  // The column says how long a text may be; scripts say it for databases that have to be told.
  function textOfSize(name, text, size) {
    if (size !== undefined && typeof size !== 'number') throw new TypeError(`${name}() takes a number as its size`);
    if (text === null || text === undefined) return null;
    if (typeof text !== 'string') throw new TypeError(`${name}() takes a text`);
    return text;
  }

  const provided = {
    load,
    cmpxchg,
    counter,
    loadPath: (document, path) => load(valueAt(document, String(path).split('.'))),
    loadTo,
    id,
    getMetadata,
    lastModified,
    startsWith: (text, start) => typeof text === 'string' && text.startsWith(start),
    endsWith: (text, end) => typeof text === 'string' && text.endsWith(end),
    regex: (text, pattern) => typeof text === 'string' && new RegExp(pattern).test(text),
    varchar: (text, size) => textOfSize('varchar', text, size),
    nvarchar: (text, size) => textOfSize('nvarchar', text, size),
    output,
    console: { log: output, debug: output, info: output, warn: output, error: output },
  };
  for (const target of options.targets) provided[`loadTo${target}`] = loaderOf(target);
  Object.assign(provided, patchFunctions);

  const unsupported = ['incrementCounter', 'deleteCounter'];
  if (patchFunctions === undefined) {
    Object.assign(provided, items.functions);
    unsupported.push('put', 'del');
  } else {
    unsupported.push('cmpxchg', 'counter', 'varchar', 'nvarchar', ...Object.keys(items.functions), 'loadTo',
                     ...options.targets.map((target) => `loadTo${target}`));
  }
  const kind = patchFunctions === undefined ? 'ETL scripts' : 'patches';
  for (const name of unsupported) {
    provided[name] = () => {
      throw new Error(`${name}() is not supported in ${kind}`);
    };
  }
  for (const name of Object.keys(provided)) {
    Object.defineProperty(globalThis, name, { value: provided[name], enumerable: false });
  }
})
