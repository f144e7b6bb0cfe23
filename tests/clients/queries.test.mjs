import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Company, Employee, withServer } from './support.mjs';

let store;
const context = withServer(async () => {
  store = await context.create('queried');
  const session = store.openSession();
  for (let i = 1; i <= 7; ++i) await session.store(new Employee(`e${i}`, i), `employees/${i}`);
  await session.store(new Company('Acme'), 'companies/1');
  await session.saveChanges();
});

test('a query finds the documents of its collection', async () => {
  const employees = await store.openSession().query({ collection: 'Employees' }).all();
  assert.deepEqual(employees.map((e) => e.name), ['e1', 'e2', 'e3', 'e4', 'e5', 'e6', 'e7']);
  assert.ok(employees[0] instanceof Employee);
});

test('a query is paged and counts all', async () => {
  let statistics;
  const page = await store.openSession().query({ collection: 'Employees' })
    .statistics((s) => { statistics = s; }).skip(5).take(10).all();
  assert.deepEqual(page.map((e) => e.name), ['e6', 'e7']);
  assert.equal(statistics.totalResults, 7);
  assert.equal(await store.openSession().query({ collection: 'Employees' }).count(), 7);
  assert.equal(await store.openSession().query({ collection: 'Nothing' }).any(), false);
});

test('a query over all documents finds them in the order of their changes', async () => {
  const all = await store.openSession().advanced.rawQuery('from @all_docs limit 6, 10').all();
  assert.deepEqual(all.map((document) => document.name), ['e7', 'Acme']);
});

test('a query sees what was just written, and no longer what was deleted', async () => {
  const session = store.openSession();
  await session.store(new Company('Late'), 'companies/2');
  await session.saveChanges();
  assert.equal(await store.openSession().query({ collection: 'Companies' }).count(), 2);
  await session.delete('companies/2');
  await session.saveChanges();
  assert.equal(await store.openSession().query({ collection: 'Companies' }).count(), 1);
});

test('a clause that is not supported is named', async () => {
  await assert.rejects(
    store.openSession().query({ collection: 'Employees' }).whereEquals('name', 'e1').all(),
    (error) => error.name === 'InvalidQueryException' && /'where'/.test(error.message));
});
