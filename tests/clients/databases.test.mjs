import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  CreateDatabaseOperation, DeleteDatabasesOperation, GetBuildNumberOperation,
  GetCollectionStatisticsOperation, GetDatabaseNamesOperation, GetDatabaseRecordOperation,
} from 'ravendb';

import { Employee, withServer } from './support.mjs';

const context = withServer();
const names = (store) => store.maintenance.server.send(new GetDatabaseNamesOperation(0, 25));

test('a database is created, listed, described and deleted', async () => {
  const store = await context.create('made');
  assert.ok((await names(store)).includes('made'));

  const record = await store.maintenance.server.send(new GetDatabaseRecordOperation('made'));
  assert.equal(record.databaseName, 'made');

  await store.maintenance.server.send(
    new DeleteDatabasesOperation({ databaseNames: ['made'], hardDelete: true }));
  assert.ok(!(await names(store)).includes('made'));
  const gone = await store.maintenance.server.send(new GetDatabaseRecordOperation('made'));
  assert.ok(!gone);
});

test('a database that exists is not created again', async () => {
  const store = await context.create('twice');
  await assert.rejects(
    store.maintenance.server.send(new CreateDatabaseOperation({ databaseName: 'Twice' })),
    { name: 'ConcurrencyException' });
});

test('a name that cannot be one is refused', async () => {
  const store = context.open('any');
  await assert.rejects(
    store.maintenance.server.send(new CreateDatabaseOperation({ databaseName: 'a b' })));
  await assert.rejects(
    context.server.call('PUT', '/admin/databases?name=a%2Fb', { DatabaseName: 'a/b' }), /400/);
});

test('a database that does not exist is named so', async () => {
  const session = context.open('nowhere').openSession();
  await assert.rejects(session.load('employees/1-A'), { name: 'DatabaseDoesNotExistException' });

  const writing = context.open('nowhere').openSession();
  await writing.store(new Employee('Ann', 1), 'employees/1');
  await assert.rejects(writing.saveChanges(), { name: 'DatabaseDoesNotExistException' });
});

test('documents are counted, by collection too', async () => {
  const store = await context.create('counted');
  const session = store.openSession();
  await session.store(new Employee('Ann', 30), 'employees/1');
  await session.store(new Employee('Bob', 40), 'employees/2');
  await session.saveChanges();

  const reader = context.read('counted');  // A client of another process.
  assert.deepEqual((await reader.documents('employees/')).map(({ body }) => body),
                   [{ name: 'Ann', age: 30 }, { name: 'Bob', age: 40 }]);
  const statistics = await reader.statistics();
  assert.equal(statistics.countOfDocuments, 2);
  assert.equal(statistics.lastDocEtag, 2);
  const collections = await store.maintenance.send(new GetCollectionStatisticsOperation());
  assert.deepEqual({ ...collections.collections }, { Employees: 2 });
});

test('the server says which protocol it speaks', async () => {
  const build = await context.open('any').maintenance.server.send(new GetBuildNumberOperation());
  assert.equal(build.fullVersion, '7.2.2');
});
