// Takes away what a script must not have, and, in a closed realm, makes everything built in
// immutable, so that no document can leave anything behind for the next one.
(function lockdown(closed) {
  'use strict';

  // Promises, weak references and shared memory would let code run after its document, or wait.
  const absent = ['WebAssembly', 'Atomics', 'SharedArrayBuffer', 'Promise', 'WeakRef',
                  'FinalizationRegistry'];
  for (const name of absent) delete globalThis[name];
  delete Array.fromAsync;
  if (!closed) return;

  // Built-in objects that no global name leads to.
  const iterator = (iterable) => iterable[Symbol.iterator]();
  const hidden = [iterator([]), iterator(''), iterator(new Map()), iterator(new Set()),
                  'a'.matchAll(/a/g), iterator([]).map((x) => x), Iterator.from({ next() {} }),
                  function* () {}, (function* () {})(), async function () {}, async function* () {},
                  (function () { return arguments; })(), new Intl.Segmenter().segment('')];

  const { ownKeys, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
  const found = new Set();
  const waiting = [globalThis, ...hidden];
  while (waiting.length > 0) {
    const object = waiting.pop();
    const isObject = typeof object === 'function' || (typeof object === 'object' && object !== null);
    if (!isObject || found.has(object)) continue;
    found.add(object);
    waiting.push(getPrototypeOf(object));
    for (const key of ownKeys(object)) {
      const property = getOwnPropertyDescriptor(object, key);
      waiting.push(property.value, property.get, property.set);
    }
  }
  for (const object of found) Object.freeze(object);
})
