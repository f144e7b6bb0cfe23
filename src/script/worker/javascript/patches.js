// A script that changes its document: what it may call besides, and what it leaves behind. `run`
// is the state of the slice in hand (runner.js).
(function patches(host, run, options) {
  'use strict';

  const { stringify } = JSON;
  const { isArray } = Array;
  const outputMax = 64 * 1024 * 1024;  // Characters of all objects of one document.

  function leave(kind, value) {
    run.objects += `+${kind}\t${stringify(value)}\n`;
    if (run.objects.length > outputMax) throw new RangeError('the patch writes too much for one document');
  }

  function checkId(id, call) {
    if (typeof id !== 'string' || id === '') throw new TypeError(`${call} takes the id of a document`);
  }

  function put(id, document, changeVector = null) {
    checkId(id, 'put()');
    if (id.endsWith('/') || id.endsWith('|')) {
      throw new Error('put() takes a whole id: the server does not complete one in patches');
    }
    if (typeof document !== 'object' || document === null || isArray(document)) {
      throw new TypeError('put() takes an id and an object');
    }
    leave('put', { id, changeVector, document });
    return id;
  }

  function del(id, changeVector = null) {
    checkId(id, 'del()');
    leave('del', { id, changeVector });
    return host.load(id) !== null;
  }

  return {
    functions: { put, del },
    run(body, document, args) {
      const before = stringify(document);
      const parameters = [args];
      if (options.hasAlias) parameters.push(document);
      for (const name of options.variables) parameters.push(args[name]);
      body.apply(document, parameters);
      if (stringify(document) !== before) leave('this', document);
    },
  };
})
