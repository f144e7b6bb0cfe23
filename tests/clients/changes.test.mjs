// The changes API as an application listens to it, while a second client writes.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Employee, withServer } from './support.mjs';

let store;
let writer;
let reader;  // Of another process: what was told of is what it sees.
const server = withServer(async () => {
  store = await server.create('changes');
  writer = server.open('changes');
  reader = server.read('changes');
});

/** Collects what an observable tells; `next(n)` waits for the first n. */
function collect(observable) {
  const seen = [];
  let wake = () => {};
  const listener = (change) => { seen.push(change); wake(); };
  observable.on('data', listener);
  return {
    seen,
    stop: () => observable.off('data', listener),
    async next(count) {
      const deadline = Date.now() + 10_000;
      while (seen.length < count && Date.now() < deadline) {
        await new Promise((resolve) => { wake = resolve; setTimeout(resolve, 100); });
      }
      return seen.slice(0, count);
    },
  };
}

async function write(work) {
  const session = writer.openSession();
  await work(session);
  await session.saveChanges();
}

const put = (id, name = 'Ann') => write((session) => session.store(new Employee(name, 1), id));

/** A watch is in force when the server has confirmed it. */
async function watching(changes, observable) {
  const collected = collect(observable);
  await changes.ensureConnectedNow();
  await observable.ensureSubscribedNow();
  return collected;
}

test('documents by id, prefix, collection and all', async () => {
  const changes = store.changes();
  await changes.ensureConnectedNow();
  const byId = await watching(changes, changes.forDocument('employees/1'));
  const byPrefix = await watching(changes, changes.forDocumentsStartingWith('employees/'));
  const byCollection = await watching(changes, changes.forDocumentsInCollection('Employees'));
  const all = await watching(changes, changes.forAllDocuments());

  await put('other/1');
  await put('employees/2');
  await put('employees/1');
  await write((session) => session.delete('employees/2'));

  assert.deepEqual((await byId.next(1)).map(({ id, type }) => [id, type]),
                   [['employees/1', 'Put']]);
  assert.deepEqual((await byPrefix.next(3)).map(({ id, type }) => [id, type]),
                   [['employees/2', 'Put'], ['employees/1', 'Put'], ['employees/2', 'Delete']]);
  assert.equal((await byCollection.next(4)).length, 4);
  const [first] = await all.next(4);
  assert.equal(first.id, 'other/1');
  assert.equal(first.collectionName, 'Employees');
  const stored = await reader.document('other/1');
  assert.deepEqual(stored.body, { name: 'Ann', age: 1 });
  assert.equal(first.changeVector, stored.metadata['@change-vector']);
  assert.equal(await reader.document('employees/2'), null);
  changes.dispose();
});

test('a watch that ended hears nothing more', async () => {
  const changes = store.changes();
  await changes.ensureConnectedNow();
  const all = await watching(changes, changes.forAllDocuments());
  const one = await watching(changes, changes.forDocument('quiet/1'));
  await put('quiet/1');
  assert.equal((await one.next(1)).length, 1);
  one.stop();
  await put('quiet/1', 'Bob');
  await all.next(2);
  assert.equal(one.seen.length, 1);
  changes.dispose();
});

test('counters', async () => {
  await put('counted/1');
  const changes = store.changes();
  await changes.ensureConnectedNow();
  const all = await watching(changes, changes.forCounterOfDocument('counted/1', 'likes'));
  await write(async (session) => session.countersFor('counted/1').increment('likes', 3));
  await write(async (session) => session.countersFor('counted/1').increment('likes', 4));
  const [first, second] = await all.next(2);
  assert.deepEqual([first.name, first.value, first.documentId], ['likes', 3, 'counted/1']);
  assert.deepEqual([second.value, second.type], [7, 'Increment']);
  assert.deepEqual(await reader.counters('counted/1'), { likes: 7 });
  changes.dispose();
});

test('time series', async () => {
  await put('timed/1');
  const changes = store.changes();
  await changes.ensureConnectedNow();
  const all = await watching(changes, changes.forTimeSeriesOfDocument('timed/1', 'Pulse'));
  const time = new Date('2024-01-01T10:00:00Z');
  await write(async (session) => session.timeSeriesFor('timed/1', 'Pulse').append(time, 72));
  const [change] = await all.next(1);
  assert.deepEqual([change.name, change.documentId, change.type], ['Pulse', 'timed/1', 'Put']);
  assert.equal(new Date(change.from).getTime(), time.getTime());
  assert.deepEqual(await reader.timeSeries('timed/1', 'Pulse'), [{ timestamp: time, values: [72], tag: null }]);
  changes.dispose();
});

test('operations', async () => {
  const changes = store.changes();
  await changes.ensureConnectedNow();
  const all = await watching(changes, changes.forAllOperations());
  const bulk = writer.bulkInsert();
  await bulk.store(new Employee('Ann', 1), 'bulk/1');
  await bulk.finish();
  const deadline = Date.now() + 10_000;
  const completed = () => all.seen.find(({ state }) => state.status === 'Completed');
  while (!completed() && Date.now() < deadline) await all.next(all.seen.length + 1);
  assert.equal(completed().state.result.documentsProcessed, 1);
  assert.deepEqual((await reader.document('bulk/1')).body, { name: 'Ann', age: 1 });
  changes.dispose();
});
