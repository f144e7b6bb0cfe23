// Counters as an application counts with them, read back by a second client in its own process.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { CounterBatchOperation, GetCountersOperation, GetStatisticsOperation } from 'ravendb';

import { Employee, change, withServer } from './support.mjs';

let store;
let other;   // Another client of this process.
let reader;  // A client of another process: what it sees, the server has stored.
const server = withServer(async () => {
  store = await server.create('counters');
  other = server.open('counters');
  reader = server.read('counters');
  await change(store, async (session) => {
    await session.store(new Employee('Ann', 41), 'employees/ann');
    await session.store(new Employee('Bob', 25), 'employees/bob');
  });
});

const kGreatest = 2 ** 53 - 1;  // What a JavaScript client can count to exactly.

const readAll = (id) => reader.counters(id);

test('counts up and down', async () => {
  await change(store, async (session) => {
    const counters = session.countersFor('employees/ann');
    counters.increment('likes');
    counters.increment('likes', 9);
    counters.increment('visits', -3);
    counters.increment('greatest', kGreatest);
  });
  assert.deepEqual(await readAll('employees/ann'),
                   { likes: 10, visits: -3, greatest: kGreatest });

  const session = other.openSession();
  assert.equal(await session.countersFor('employees/ann').get('LIKES'), 10);
  assert.equal(await session.countersFor('employees/ann').get('none'), null);
  assert.deepEqual(await session.countersFor('employees/ann').get(['visits', 'none', 'likes']),
                   { visits: -3, likes: 10 });
});

test('the document tells of its counters', async () => {
  const session = other.openSession();
  const employee = await session.load('employees/ann', Employee);
  const metadata = session.advanced.getMetadataFor(employee);
  assert.equal(metadata['@flags'], 'HasCounters');
  assert.deepEqual(session.advanced.getCountersFor(employee), ['greatest', 'likes', 'visits']);
  assert.equal(await session.countersFor(employee).get('likes'), 10);
});

test('a document that is saved again keeps its counters', async () => {
  await change(store, async (session) => {
    const employee = await session.load('employees/ann', Employee);
    employee.age = 42;
    session.countersFor(employee).increment('likes');
  });
  assert.equal((await readAll('employees/ann')).likes, 11);
  const { body, metadata } = await reader.document('employees/ann');
  assert.deepEqual(body, { name: 'Ann', age: 42 });
  assert.equal(metadata['@flags'], 'HasCounters');
  assert.deepEqual(metadata['@counters'], ['greatest', 'likes', 'visits']);
});

test('a session goes on with the version that its counting made', async () => {
  const session = store.openSession();
  session.advanced.useOptimisticConcurrency = true;
  const employee = await session.load('employees/bob', Employee);
  session.countersFor(employee).increment('new');
  await session.saveChanges();
  employee.age = 26;
  await session.saveChanges();
  assert.deepEqual(await readAll('employees/bob'), { new: 1 });
});

test('deletes counters', async () => {
  await change(store, async (session) => {
    session.countersFor('employees/ann').delete('VISITS');
    session.countersFor('employees/ann').delete('never there');
  });
  assert.deepEqual(await readAll('employees/ann'), { likes: 11, greatest: kGreatest });
  await change(store, async (session) => session.countersFor('employees/ann').increment('visits'));
  assert.equal((await readAll('employees/ann')).visits, 1);
});

test('counts in one transaction with documents', async () => {
  await change(store, async (session) => {
    const eve = new Employee('Eve', 30);
    await session.store(eve, 'employees/eve');
    session.countersFor(eve).increment('likes', 2);
    session.countersFor('employees/bob').increment('likes', 3);
    await session.delete('employees/ann');
  });
  assert.deepEqual(await readAll('employees/eve'), { likes: 2 });
  assert.deepEqual(await readAll('employees/bob'), { new: 1, likes: 3 });
  assert.deepEqual(await readAll('employees/ann'), {}, 'they go with their document');
  const statistics = await other.maintenance.send(new GetStatisticsOperation());
  assert.equal(statistics.countOfCounterEntries, 3);
});

test('a transaction that fails counts nothing', async () => {
  const session = store.openSession();
  session.countersFor('employees/bob').increment('likes', 100);
  session.countersFor('employees/nobody').increment('likes', 100);
  await assert.rejects(session.saveChanges(), { name: 'DocumentDoesNotExistException' });
  assert.equal((await readAll('employees/bob')).likes, 3);
});

test('loads documents with their counters', async () => {
  const session = other.openSession();
  await session.load(['employees/bob', 'employees/eve'],
                     { documentType: Employee, includes: (i) => i.includeCounters(['likes', 'new']) });
  assert.equal(session.advanced.numberOfRequests, 1);
  assert.equal(await session.countersFor('employees/bob').get('new'), 1);
  assert.equal(await session.countersFor('employees/eve').get('likes'), 2);
  assert.equal(await session.countersFor('employees/eve').get('new'), null);
  assert.equal(session.advanced.numberOfRequests, 1, 'what was included is not asked for again');

  const whole = other.openSession();
  await whole.load('employees/bob',
                   { documentType: Employee, includes: (i) => i.includeAllCounters() });
  assert.deepEqual(await whole.countersFor('employees/bob').getAll(), { new: 1, likes: 3 });
  assert.equal(whole.advanced.numberOfRequests, 1);
});

test('counts without a session', async () => {
  const answer = await store.operations.send(new CounterBatchOperation({
    serialize: () => ({
      ReplyWithAllNodesValues: true,
      Documents: [
        { DocumentId: 'employees/bob',
          Operations: [{ Type: 'Increment', CounterName: 'likes', Delta: 1 },
                       { Type: 'Get', CounterName: 'new' }] },
        { DocumentId: 'employees/eve',
          Operations: [{ Type: 'Put', CounterName: 'likes', Delta: 50 }] },
      ],
    }),
  }));
  assert.deepEqual(answer.counters.map((c) => [c.documentId, c.counterName, c.totalValue]),
                   [['employees/bob', 'likes', 4], ['employees/bob', 'new', 1],
                    ['employees/eve', 'likes', 50]]);
  assert.deepEqual(Object.values(answer.counters[2].counterValues), [50]);
});

test('reads so many counters that their names do not fit in an address', async () => {
  const names = Array.from({ length: 300 }, (_, i) => `counter number ${i} / ü "quoted"`);
  await change(store, async (session) => {
    for (const [i, name] of names.entries()) session.countersFor('employees/eve').increment(name, i);
  });
  const answer = await other.operations.send(
      new GetCountersOperation('employees/eve', names, true));
  assert.deepEqual(answer.counters.map((c) => c.totalValue), names.map((_, i) => i));
  assert.equal(Object.keys(await readAll('employees/eve')).length, 301);
});

test('refuses a name that is too long and counts nothing', async () => {
  const session = store.openSession();
  session.countersFor('employees/bob').increment('likes', 1);
  session.countersFor('employees/bob').increment('x'.repeat(513), 1);
  await assert.rejects(session.saveChanges(), /longer than 512 bytes/);
  assert.equal((await readAll('employees/bob')).likes, 4);
});
