// Compare-exchange values, cluster-wide sessions and identities, read back by a second client in its own
// process.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  DeleteCompareExchangeValueOperation, GetCompareExchangeValuesOperation, GetIdentitiesOperation, NextIdentityForOperation,
  PutCompareExchangeValueOperation, SeedIdentityForOperation,
} from 'ravendb';

import { Employee, withServer } from './support.mjs';

let store;
let other;   // Another client of this process.
let reader;  // A client of another process: what it sees, the server has stored.
const server = withServer(async () => {
  store = await server.create('exchange');
  other = server.open('exchange');
  reader = server.read('exchange');
});

const put = (key, value, index) =>
  store.operations.send(new PutCompareExchangeValueOperation(key, value, index));
const get = (key) => reader.compareExchange(key);

const clusterSession = (of = store) => of.openSession({ transactionMode: 'ClusterWide' });

test('a value is changed by who knows its index', async () => {
  const made = await put('locks/1', { owner: 'ann' }, 0);
  assert.equal(made.successful, true);
  const late = await put('locks/1', { owner: 'bob' }, 0);
  assert.equal(late.successful, false);
  assert.deepEqual({ ...late.value }, { owner: 'ann' });
  assert.equal((await put('locks/1', { owner: 'bob' }, made.index)).successful, true);
  assert.deepEqual({ ...(await get('LOCKS/1')).value }, { owner: 'bob' });

  const { index } = await get('locks/1');
  const removed =
    await store.operations.send(new DeleteCompareExchangeValueOperation('locks/1', index));
  assert.equal(removed.successful, true);
  assert.equal(await get('locks/1'), null);
});

test('values are read by key and by page', async () => {
  for (const name of ['a', 'b', 'c']) await put(`pages/${name}`, name, 0);
  await put('Odd key/ü?&=%', 1.5, 0);
  assert.equal((await get('odd KEY/ü?&=%')).value, 1.5);
  const some = await other.operations.send(
    new GetCompareExchangeValuesOperation({ keys: ['pages/a', 'pages/none', 'pages/c'] }));
  assert.deepEqual(Object.keys(some).sort(), ['pages/a', 'pages/c']);
  const page = await other.operations.send(
    new GetCompareExchangeValuesOperation({ startWith: 'pages/', start: 1, pageSize: 1 }));
  assert.deepEqual(Object.values(page).map(({ key, value }) => [key, value]), [['pages/b', 'b']]);
});

test('a cluster-wide session writes documents and values together', async () => {
  const session = clusterSession();
  await session.store(new Employee('Ann', 30), 'cluster/1');
  session.advanced.clusterTransaction.createCompareExchangeValue('emails/ann', 'cluster/1');
  await session.saveChanges();

  const later = clusterSession(other);
  assert.equal((await later.load('cluster/1', Employee)).name, 'Ann');
  const value = await later.advanced.clusterTransaction.getCompareExchangeValue('emails/ann');
  assert.equal(value.value, 'cluster/1');

  value.value = 'cluster/2';
  await later.saveChanges();
  assert.equal((await get('emails/ann')).value, 'cluster/2');
  later.advanced.clusterTransaction.deleteCompareExchangeValue(value);
  await later.saveChanges();
  assert.equal(await get('emails/ann'), null);
});

test('a value that exists stops the whole session', async () => {
  await put('emails/bob', 'somebody', 0);
  const session = clusterSession();
  await session.store(new Employee('Bob', 30), 'cluster/bob');
  session.advanced.clusterTransaction.createCompareExchangeValue('emails/bob', 'cluster/bob');
  await assert.rejects(session.saveChanges(), { name: 'ClusterTransactionConcurrencyException' });
  assert.equal(await reader.document('cluster/bob'), null);
});

test('of two cluster-wide sessions that change a document one wins', async () => {
  const first = clusterSession();
  await first.store(new Employee('Ann', 1), 'cluster/race');
  await first.saveChanges();

  const left = clusterSession();
  const right = clusterSession(other);
  (await left.load('cluster/race', Employee)).age = 2;
  (await right.load('cluster/race', Employee)).age = 3;
  await left.saveChanges();
  await assert.rejects(right.saveChanges(), { name: 'ClusterTransactionConcurrencyException' });
  assert.equal((await reader.document('cluster/race')).body.age, 2);
  assert.ok(await get('rvn-atomic/cluster/race'));

  const last = clusterSession();
  await last.delete(await last.load('cluster/race', Employee));
  await last.saveChanges();
  assert.equal(await get('rvn-atomic/cluster/race'), null);
});

test('a session that goes on saving needs not load again', async () => {
  const session = clusterSession();
  const employee = new Employee('Ann', 1);
  await session.store(employee, 'cluster/again');
  await session.saveChanges();
  employee.age = 2;
  await session.saveChanges();
  assert.equal((await reader.document('cluster/again')).body.age, 2);
});

test('identities', async () => {
  assert.equal(await store.maintenance.send(new NextIdentityForOperation('invoices|')), 1);
  assert.equal(await store.maintenance.send(new SeedIdentityForOperation('invoices|', 99)), 99);
  const session = store.openSession();
  const employee = new Employee('Ann', 1);
  await session.store(employee, 'invoices|');
  await session.saveChanges();
  assert.equal(employee.id ?? session.advanced.getDocumentId(employee), 'invoices/100');
  const all = await other.maintenance.send(new GetIdentitiesOperation());
  assert.equal(all['invoices|'], 100);
});
