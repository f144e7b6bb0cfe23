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

test('documents are found by what they hold', async () => {
  const names = async (query) => (await query.all()).map((e) => e.name);
  const query = () => store.openSession().query({ collection: 'Employees' });

  assert.deepEqual(await names(query().whereEquals('name', 'E1')), ['e1']);
  assert.deepEqual(await names(query().whereEquals('name', 'E1', true)), []);
  assert.deepEqual(await names(query().whereEquals('id', 'employees/2')), ['e2']);
  assert.deepEqual(await names(query().whereIn('id', ['employees/3', 'employees/2', 'x'])), ['e3', 'e2']);
  assert.deepEqual(await names(query().whereNotEquals('age', 3).whereLessThan('age', 5)), ['e1', 'e2', 'e4']);
  assert.deepEqual(await names(query().whereGreaterThan('age', 6)), ['e7']);
  assert.deepEqual(await names(query().whereGreaterThanOrEqual('age', 6)), ['e6', 'e7']);
  assert.deepEqual(await names(query().whereBetween('age', 2, 3)), ['e2', 'e3']);
  assert.deepEqual(await names(query().whereIn('age', [5, 1])), ['e1', 'e5']);
  assert.deepEqual(await names(query().whereStartsWith('name', 'e')), ['e1', 'e2', 'e3', 'e4', 'e5', 'e6', 'e7']);
  assert.deepEqual(await names(query().whereEndsWith('name', '4')), ['e4']);
  assert.deepEqual(await names(query().whereExists('nothing')), []);
  assert.deepEqual(await names(query().not().whereLessThan('age', 7)), ['e7']);
  assert.deepEqual(
    await names(query().openSubclause().whereEquals('age', 1).orElse().whereEquals('age', 2).closeSubclause()
      .andAlso().whereEquals('name', 'e2')), ['e2']);
});

test('results are put in order', async () => {
  const names = async (query) => (await query.all()).map((e) => e.name);
  const query = () => store.openSession().query({ collection: 'Employees' });

  assert.deepEqual(await names(query().orderByDescending('age', 'Long').take(2)), ['e7', 'e6']);
  assert.deepEqual(await names(query().orderBy('name').skip(1).take(2)), ['e2', 'e3']);
  assert.deepEqual(await names(query().orderByDescending('id').take(1)), ['e7']);
});

test('one result is enough for who asks for one', async () => {
  const query = () => store.openSession().query({ collection: 'Employees' });
  assert.equal((await query().orderByDescending('age', 'Double').first()).name, 'e7');
  assert.equal((await query().whereEquals('age', 3).single()).name, 'e3');
  assert.equal(await query().whereEquals('age', 99).firstOrNull(), null);
  assert.equal(await query().whereGreaterThan('age', 2).count(), 5);
  assert.equal(await query().whereEquals('age', 99).any(), false);
  await assert.rejects(query().single(), /more than that/);
});

test('members are selected, with and without a class', async () => {
  const session = store.openSession();
  const selected = await session.query({ collection: 'Employees' }).whereLessThan('age', 3)
    .selectFields(['name', 'age']).all();
  assert.deepEqual(selected.map(({ name, age }) => [name, age]), [['e1', 1], ['e2', 2]]);
  const names = await session.query({ collection: 'Employees' }).whereLessThan('age', 3)
    .selectFields('name').all();
  assert.deepEqual(names, ['e1', 'e2']);
  const raw = await session.advanced
    .rawQuery('from Employees as e where e.age = $age select e.name as Name, id() as Id')
    .addParameter('age', 5).all();
  assert.deepEqual(raw.map(({ Name, Id }) => [Name, Id]), [['e5', 'employees/5']]);
});

test('what is selected twice is left out by distinct', async () => {
  const session = store.openSession();
  await session.store({ kind: 'a', '@metadata': { '@collection': 'Kinds' } }, 'kinds/1');
  await session.store({ kind: 'b', '@metadata': { '@collection': 'Kinds' } }, 'kinds/2');
  await session.store({ kind: 'a', '@metadata': { '@collection': 'Kinds' } }, 'kinds/3');
  await session.saveChanges();
  const kinds = await store.openSession().query({ collection: 'Kinds' })
    .selectFields('kind').distinct().all();
  assert.deepEqual(kinds, ['a', 'b']);
});

test('lists, nested members and dates are compared', async () => {
  const session = store.openSession();
  const order = (lines, at) => ({
    lines, at, ship: { city: 'Rome' }, '@metadata': { '@collection': 'Orders' },
  });
  await session.store(order([{ product: 'p/1' }, { product: 'p/2' }], new Date(Date.UTC(2024, 0, 1))), 'orders/1');
  await session.store(order([{ product: 'p/3' }], new Date(Date.UTC(2024, 5, 1))), 'orders/2');
  await session.saveChanges();

  const ids = async (query) => (await query.all()).map((o) => o.id);
  const query = () => store.openSession().query({ collection: 'Orders' });
  assert.deepEqual(await ids(query().whereEquals('lines[].product', 'P/2')), ['orders/1']);
  assert.deepEqual(await ids(query().containsAll('lines[].product', ['p/1', 'p/2'])), ['orders/1']);
  assert.deepEqual(await ids(query().containsAny('lines[].product', ['p/2', 'p/3'])), ['orders/1', 'orders/2']);
  assert.deepEqual(await ids(query().whereEquals('ship.city', 'rome')), ['orders/1', 'orders/2']);
  assert.deepEqual(await ids(query().whereGreaterThan('at', new Date(Date.UTC(2024, 2, 1)))), ['orders/2']);
});

test('a query includes what its results refer to', async () => {
  const session = store.openSession();
  await session.store({ boss: 'employees/1', '@metadata': { '@collection': 'Teams' } }, 'teams/1');
  await session.saveChanges();
  const reader = store.openSession();
  const [team] = await reader.query({ collection: 'Teams' }).include('boss').all();
  assert.equal((await reader.load(team.boss, Employee)).name, 'e1');
  assert.equal(reader.advanced.numberOfRequests, 1);
});

test('an answer that the client has kept is used until something changes', async () => {
  const read = async () => {
    const session = store.openSession();
    return (await session.query({ collection: 'Cached' }).whereEquals('n', 1).all()).length;
  };
  assert.equal(await read(), 0);
  assert.equal(await read(), 0);
  const session = store.openSession();
  await session.store({ n: 1, '@metadata': { '@collection': 'Cached' } }, 'cached/1');
  await session.saveChanges();
  assert.equal(await read(), 1);
});

test('what is not supported is named', async () => {
  const named = (pattern) => (error) =>
    error.name === 'InvalidQueryException' && pattern.test(error.message);
  const query = () => store.openSession().query({ collection: 'Employees' });
  await assert.rejects(query().search('name', 'e1').all(), named(/search\(\)/));
  await assert.rejects(query().groupBy('name').selectKey().selectCount().all(), named(/'group by'/));
  await assert.rejects(store.openSession().query({ indexName: 'Employees/ByName' }).all(), named(/'from index'/));
  await assert.rejects(store.openSession().advanced.rawQuery('from Employees where name =').all(),
                       named(/line 1, column 28/));
});

test('lazy reads go together in one request', async () => {
  const session = store.openSession();
  const employee = session.advanced.lazily.load('employees/1', Employee);
  const older = session.query({ collection: 'Employees' }).whereGreaterThan('age', 5).lazily();
  const count = session.query({ collection: 'Employees' }).countLazily();
  await session.advanced.eagerly.executeAllPendingLazyOperations();
  assert.equal(session.advanced.numberOfRequests, 1);
  assert.equal((await employee.getValue()).name, 'e1');
  assert.deepEqual((await older.getValue()).map((e) => e.name), ['e6', 'e7']);
  assert.equal(await count.getValue(), 7);
});
