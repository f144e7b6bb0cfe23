import assert from 'node:assert/strict';
import { test } from 'node:test';

import { documentOf } from './reader.mjs';
import { Company, Employee, inSession, save, withServer } from './support.mjs';

let store;
let reader;  // A client of another process: what it sees, the server has stored.
const context = withServer(async () => {
  store = await context.create('shop');
  reader = context.read('shop');
});

test('documents are stored, loaded, changed and deleted', async () => {
  const saved = await save(store, 'employees/ann', new Employee('Ann', 30));
  assert.deepEqual(saved.body, { name: 'Ann', age: 30 });
  assert.deepEqual(await reader.document('employees/ann'), saved);
  const changed = await inSession(store, async (session) => {
    const employee = await session.load('employees/ann', Employee);
    assert.ok(employee instanceof Employee);
    assert.equal(employee.name, 'Ann');
    employee.age = 31;
    await session.saveChanges();
    return documentOf(session, employee);
  });
  assert.notEqual(changed.metadata['@change-vector'], saved.metadata['@change-vector']);
  assert.deepEqual(await reader.document('employees/ann'), changed);
  await inSession(store, async (session) => {
    const employee = await session.load('EMPLOYEES/ann', Employee);
    assert.equal(employee.age, 31);
    assert.equal(session.advanced.getMetadataFor(employee)['@collection'], 'Employees');
    await session.delete(employee);
    await session.saveChanges();
  });
  assert.equal(await reader.document('employees/ann'), null);
  await inSession(store, async (session) => {
    assert.equal(await session.load('employees/ann'), null);
    assert.equal(await session.advanced.exists('employees/ann'), false);
  });
});

test('many documents are loaded at once, null for the missing', async () => {
  const ids = Array.from({ length: 200 }, (_, i) => `companies/with-a-long-id-${i}`);
  const saved = await inSession(store, async (session) => {
    const companies = ids.slice(1).map((id) => new Company(id));
    for (const company of companies) await session.store(company, company.name);
    await session.saveChanges();
    return companies.map((company) => documentOf(session, company));
  });
  const byId = (a, b) => (a.body.name < b.body.name ? -1 : 1);
  assert.deepEqual(await reader.documents('companies/with-a-long-id-'), saved.sort(byId));
  await inSession(store, async (session) => {
    const loaded = await session.load(ids, Company);  // Too many for a URL: a POST.
    assert.equal(loaded[ids[0]], null);
    for (const id of ids.slice(1)) assert.equal(loaded[id].name, id);
    assert.equal(await session.advanced.exists(ids[5]), true);
  });
});

test('documents are loaded by prefix, in pages', async () => {
  await inSession(store, async (session) => {
    for (let i = 1; i <= 5; ++i) await session.store(new Company(`c${i}`), `prefixed/${i}`);
    await session.saveChanges();
  });
  await inSession(store, async (session) => {
    const page = await session.advanced.loadStartingWith('prefixed/', { start: 1, pageSize: 2 });
    assert.deepEqual(page.map((company) => company.name), ['c2', 'c3']);
  });
});

test('what a document refers to is included', async () => {
  await inSession(store, async (session) => {
    await session.store(new Company('Acme'), 'companies/acme');
    await session.store(
      Object.assign(new Employee('Joe', 50), { worksFor: 'companies/acme' }), 'employees/joe');
    await session.saveChanges();
  });
  await inSession(store, async (session) => {
    const employee = await session.include('worksFor').load('employees/joe');
    const company = await session.load(employee.worksFor);
    assert.equal(company.name, 'Acme');
    assert.equal(session.advanced.numberOfRequests, 1);
  });
});

test('clients make ids from ranges that do not overlap', async () => {
  const other = context.open('shop');
  const ids = new Set();
  for (const from of [store, other, store]) {
    const session = from.openSession();
    for (let i = 0; i < 40; ++i) {
      const company = new Company('made');
      await session.store(company);
      assert.match(company.id, /^companies\/\d+-A$/);
      ids.add(company.id);
    }
    await session.saveChanges();
  }
  assert.equal(ids.size, 120);
});

test('the server completes ids that end in a slash or a bar', async () => {
  await inSession(store, async (session) => {
    const first = new Employee('Eve', 20);
    const second = new Employee('Sue', 20);
    await session.store(first, 'people/');
    await session.store(second, 'persons|');
    await session.saveChanges();
    assert.match(first.id, /^people\/\d{19}-A$/);
    assert.equal(second.id, 'persons/1');
  });
});

test('a change over a version that the session did not see is refused as a whole', async () => {
  await inSession(store, async (session) => {
    await session.store(new Employee('Kim', 1), 'employees/kim');
    await session.saveChanges();
  });
  const late = store.openSession();
  late.advanced.useOptimisticConcurrency = true;
  const stale = await late.load('employees/kim', Employee);
  await inSession(store, async (session) => {
    (await session.load('employees/kim', Employee)).age = 2;
    await session.saveChanges();
  });
  stale.age = 3;
  await late.store(new Company('never'), 'companies/never');
  await assert.rejects(late.saveChanges(), { name: 'ConcurrencyException' });
  assert.deepEqual((await reader.document('employees/kim')).body, { name: 'Kim', age: 2 });
  assert.equal(await reader.document('companies/never'), null);
});

test('a new document does not replace one that is there', async () => {
  const session = store.openSession();
  session.advanced.useOptimisticConcurrency = true;
  await session.store(new Employee('Lea', 1), 'employees/lea');
  await session.saveChanges();
  const again = store.openSession();
  again.advanced.useOptimisticConcurrency = true;
  await again.store(new Employee('Lea', 2), 'employees/lea');
  await assert.rejects(again.saveChanges(), { name: 'ConcurrencyException' });
  assert.equal((await reader.document('employees/lea')).body.age, 1);
});

test('an unchanged document is not sent again, a changed one is', async () => {
  await inSession(store, async (session) => {
    await session.store(new Employee('Zoe', 1), 'employees/zoe');
    await session.saveChanges();
  });
  for (const age of [1, 2]) {
    await inSession(store, async (session) => {
      assert.equal((await session.load('employees/zoe', Employee)).age, age);
    });
    await inSession(store, async (session) => {  // Answered with 304, from the client's cache.
      const employee = await session.load('employees/zoe', Employee);
      assert.equal(employee.age, age);
      employee.age = 2;
      await session.saveChanges();
    });
  }
});

test('what is not supported is refused in words', async () => {
  await inSession(store, async (session) => {
    await session.store(new Employee('Nobody', 1), 'employees/nobody');
    session.advanced.waitForReplicationAfterSaveChanges({ replicas: 2 });
    await assert.rejects(session.saveChanges(), /does not support.*numberOfReplicas/s);
  });
});
