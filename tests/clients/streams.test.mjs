import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Employee, withServer } from './support.mjs';

const kEmployees = 3000;

let store;
let reader;  // A client of another process.
const context = withServer(async () => {
  store = await context.create('streamed');
  reader = context.read('streamed');
  for (let from = 1; from <= kEmployees; from += 1000) {
    const session = store.openSession();
    for (let n = from; n < from + 1000; ++n) await session.store(new Employee(`e${n}`, n), `employees/${n}`);
    await session.saveChanges();
  }
});

/** All results of a stream, in their order. */
async function collect(stream) {
  const results = [];
  for await (const result of stream) results.push(result);
  return results;
}

/** As the other client has it. */
function streamed({ document, metadata }) {
  const { id, '@metadata': _, ...body } = JSON.parse(JSON.stringify(document));
  return { body, metadata: JSON.parse(JSON.stringify(metadata)) };
}

test('streamed documents are whole', async () => {
  const session = store.openSession();
  const stored = await reader.documents('employees/');
  assert.deepEqual((await collect(await session.advanced.stream('employees/'))).map(streamed), stored);
  const query = session.query(Employee).orderBy('id()');
  assert.deepEqual((await collect(await session.advanced.stream(query))).map(streamed), stored);
});

test('documents stream by the begin of their ids', async () => {
  const session = store.openSession();
  const all = await collect(await session.advanced.stream('employees/'));
  assert.equal(all.length, kEmployees);
  assert.deepEqual(all.map((r) => r.id).sort(), Array.from({ length: kEmployees }, (_, i) => `employees/${i + 1}`).sort());
  assert.equal(all.find((r) => r.id === 'employees/17').document.name, 'e17');
  assert.ok(all[0].changeVector.startsWith('A:'));

  const some = await collect(await session.advanced.stream('employees/', { matches: '1*', exclude: '10*', start: 1, pageSize: 3 }));
  assert.deepEqual(some.map((r) => r.id), ['employees/11', 'employees/110', 'employees/1100']);
});

test('a query streams, with its statistics first', async () => {
  const session = store.openSession();
  const query = session.query(Employee).whereGreaterThan('age', 1000).orderByDescending('age', 'Long');
  let statistics;
  const results = await collect(await session.advanced.stream(query, (s) => { statistics = s; }));
  assert.equal(statistics.totalResults, 2000);
  assert.equal(results.length, 2000);
  assert.ok(results[0].document instanceof Employee);
  assert.deepEqual([results[0].document.age, results.at(-1).document.age], [3000, 1001]);
});

test('a projection streams', async () => {
  const session = store.openSession();
  const query = session.advanced.rawQuery('from Employees where age < $p select name').addParameter('p', 3);
  const results = await collect(await session.advanced.stream(query));
  assert.deepEqual(results.map((r) => r.document.name), ['e1', 'e2']);
});

test('who reads slowly still gets everything', async () => {
  const stream = await store.openSession().advanced.stream(store.openSession().query(Employee));
  let seen = 0;
  for await (const result of stream) {
    if (++seen % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
    assert.ok(result.document.name);
  }
  assert.equal(seen, kEmployees);
});

test('a query that is none is refused', async () => {
  const session = store.openSession();
  await assert.rejects(async () => collect(await session.advanced.stream(session.advanced.rawQuery('from Employees where'))),
                       { name: 'InvalidQueryException' });
});
