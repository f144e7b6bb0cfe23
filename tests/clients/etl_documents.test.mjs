// The cases RE of ETL to document databases: documents, their ids and their metadata.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { EtlCase } from '../support/js/etl_case.mjs';
import { withServer } from './support.mjs';

const context = withServer();
const open = (options) => EtlCase.open(context.server, options);
const users = (script) => open({ collections: ['Users'], script });

test('RE-001 a document is changed by the script, and its deletion follows', async () => {
  const etl = await users("this.Name='X'; loadToUsers(this);");
  await etl.put({ 'users/1-A': { Name: 'a' } });
  assert.deepEqual(await etl.destination.body('users/1-A'), { Name: 'X' });
  assert.deepEqual(await etl.source.body('users/1-A'), { Name: 'a' });
  await etl.remove('users/1-A');
  assert.equal(await etl.destination.document('users/1-A'), undefined);
});

test('RE-003 without a script whole documents of the collection go over', async () => {
  const etl = await users('');
  await etl.put({ 'users/1': { N: 1 }, 'people/1': { N: 2 } });
  assert.deepEqual(await etl.destination.ids(), ['users/1']);
});

test('RE-005 a return at the top ends the run of a document', async () => {
  const etl = await users("if (this.Age % 2 == 0) return; else this.Name='t'; loadToUsers(this);");
  await etl.put(Object.fromEntries(Array.from({ length: 10 }, (_, Age) => [`users/${Age}`, { Age }])));
  assert.deepEqual(await etl.destination.bodiesUnder('users/'),
                   [1, 3, 5, 7, 9].map((Age) => ({ Age, Name: 't' })));
  assert.deepEqual(await etl.failed(), []);
});

test('RE-007 parts of a document go to other collections under its id', async () => {
  const etl = await open({ collections: ['Employees'], script: 'loadToPeople(this); loadToAddresses(this.Address);' });
  await etl.put(Object.fromEntries([1, 2, 3, 4, 5].map((i) => [`employees/${i}-A`, { i, Address: { Street: `s${i}` } }])));
  const documents = await etl.destination.documentsUnder('');
  assert.equal(documents.length, 10);
  for (const { '@metadata': metadata } of documents) {
    const [, prefix, collection] = metadata['@id'].match(/^employees\/\d-A\/(people|addresses)\/\d{19}-A$/)
      && [, ...metadata['@id'].match(/^employees\/\d-A\/(people|addresses)/).slice(1),
          metadata['@collection']];
    assert.equal(collection.toLowerCase(), prefix);
  }
  await etl.remove('employees/3-A');
  assert.equal((await etl.destination.ids()).length, 8);
  assert.deepEqual(await etl.destination.documentsUnder('employees/3-A/'), []);
});

test('RE-009 what came from a document is made anew when it changes', async () => {
  const etl = await open({ collections: ['Orders'], script: `
    var total = 0;
    for (var line of this.Lines) {
      var cost = line.Quantity * line.Price;
      total += cost;
      loadToOrderLines({ Quantity: line.Quantity, ProductName: line.Product, Cost: cost });
    }
    loadToOrders({ OrderLinesCount: this.Lines.length, TotalCost: total });` });
  const order = (quantityOfB) => ({ Lines: [{ Product: 'a', Quantity: 10, Price: 1 },
                                            { Product: 'b', Quantity: quantityOfB, Price: 10 }] });
  for (const [quantity, total] of [[2, 30], [1, 20]]) {
    await etl.put({ 'orders/1-A': order(quantity) });
    assert.deepEqual(await etl.destination.body('orders/1-A'), { OrderLinesCount: 2, TotalCost: total });
    const lines = await etl.destination.bodiesUnder('orders/1-A/OrderLines/');
    assert.deepEqual(lines.map((line) => line.Cost), [10, quantity * 10]);
  }
});

test('RE-011 a script over all documents loads to the own collection with the same id', async () => {
  const etl = await open({ script: 'loadToUsers(this);' });
  await etl.put({ 'users/1': { N: 1 } });
  assert.deepEqual(await etl.destination.ids(), ['users/1']);
});

test('RE-013 a script over all documents leaves the HiLo documents out', async () => {
  const etl = await open({ script: 'loadToAuditItems({ DocumentId: id(this) });' });
  await etl.server.call('GET', etl.source.query('/hilo/next', { tag: 'users', lastBatchSize: 0 }));
  await etl.put({ 'users/1-A': {}, 'addresses/1-A': {}, 'orders/1-A': {} });
  const prefixes = async () => (await etl.destination.ids()).map((id) => id.replace(/\d{19}-A$/, '')).sort();
  const all = ['addresses/1-A/AuditItems/', 'orders/1-A/AuditItems/', 'users/1-A/AuditItems/'];
  assert.deepEqual(await prefixes(), all);
  await etl.put({ 'users/1-A': { Changed: true } });
  assert.deepEqual(await prefixes(), all);
  await etl.remove('users/1-A');
  assert.deepEqual(await prefixes(), all.slice(0, 2));
});

test('without a script all documents go over, the HiLo documents too', async () => {
  const etl = await open();
  await etl.server.call('GET', etl.source.query('/hilo/next', { tag: 'users', lastBatchSize: 0 }));
  await etl.put({ 'users/1-A': { N: 1 } });
  assert.deepEqual(await etl.destination.ids(), ['Raven/Hilo/users', 'users/1-A']);
});

test('RE-015 two collections become one, and what the destination has of its own stays', async () => {
  const etl = await open({ collections: ['Users', 'People'], script: 'loadToUsers({ Name: this.Name });' });
  await etl.put({ 'users/1': { Name: 'u' }, 'people/1': { Name: 'p' } });
  await etl.put({ 'users/1': { Name: 'U' }, 'people/1': { Name: 'P' } });
  assert.deepEqual(await etl.destination.body('users/1'), { Name: 'U' });
  assert.deepEqual(await etl.destination.bodiesUnder('people/1/users/'), [{ Name: 'P' }]);
  await etl.destination.put({ 'people/1': { Own: true } });
  await etl.remove('users/1', 'people/1');
  assert.deepEqual(await etl.destination.ids(), ['people/1']);
});

test('RE-017 the metadata of a document is there for the script', async () => {
  const etl = await users("this.Name=this['@metadata']['Tag']; loadToUsers(this);");
  await etl.put({ 'users/1': { '@metadata': { Tag: 'bar' } } });
  assert.equal((await etl.destination.body('users/1')).Name, 'bar');
});

test('RE-019 a change of a document that was only read runs nothing', async () => {
  const etl = await open({ collections: ['Employees'],
                           script: 'var m = load(this.ReportsTo); loadToEmployees({ Name: this.Name, Manager: m.Name });' });
  await etl.put({ 'employees/2': { Name: 'Boss' }, 'employees/1': { Name: 'Ann', ReportsTo: 'employees/2' } });
  await etl.put({ 'employees/2': { Name: 'Chief' } });
  assert.equal((await etl.destination.body('employees/1')).Manager, 'Boss');
  await etl.put({ 'employees/1': { Name: 'Anna', ReportsTo: 'employees/2' } });
  assert.deepEqual(await etl.destination.body('employees/1'), { Name: 'Anna', Manager: 'Chief' });
});

test('RE-021 a change made at the destination is overwritten', async () => {
  const etl = await users('');
  await etl.put({ 'users/1': { N: 1 } });
  await etl.destination.put({ 'users/1': { N: 99, Own: true } });
  await etl.put({ 'users/1': { N: 2 } });
  assert.deepEqual(await etl.destination.body('users/1'), { N: 2 });
});

test('RE-023 the same object loaded twice arrives twice', async () => {
  const etl = await users('loadToPeople(this); loadToUsers(this);');
  await etl.put({ 'users/1': { N: 1 } });
  assert.deepEqual(await etl.destination.body('users/1'), { N: 1 });
  assert.deepEqual(await etl.destination.bodiesUnder('users/1/people/'), [{ N: 1 }]);
  assert.deepEqual(await etl.failed(), []);
});

test('RE-025 an id that begins like another is another', async () => {
  const etl = await users('loadToPeople({ N: 1 });');
  await etl.put({ 'users/1': {}, 'users/10': {} });
  const before = (await etl.destination.documentsUnder('users/10/people/'))[0]['@metadata']['@id'];
  await etl.put({ 'users/1': { Changed: true } });
  assert.equal((await etl.destination.documentsUnder('users/1/people/')).length, 1);
  assert.deepEqual((await etl.destination.documentsUnder('users/10/people/')).map((d) => d['@metadata']['@id']), [before]);
});

test('RE-027 the time at which a document expires goes over', async () => {
  const etl = await users('');
  const at = '2099-01-01T00:00:00.0000000Z';
  await etl.put({ 'users/1': { '@metadata': { '@expires': at } } });
  assert.equal((await etl.destination.document('users/1'))['@metadata']['@expires'], at);
});

test('RE-029 revisions stay where they are made', async () => {
  const etl = await users('');
  for (const database of [etl.source, etl.destination]) {
    await etl.server.call('POST', database.path('/admin/revisions/config'), { Default: { Disabled: false } });
  }
  await etl.put({ 'users/1': { N: 1 } });
  await etl.put({ 'users/1': { N: 2 } });
  const { Results } = await etl.server.call('GET', etl.destination.query('/revisions', { id: 'users/1' }));
  assert.deepEqual(Results.map((revision) => revision.N), [2, 1]);
  const own = await etl.server.call('GET', etl.source.query('/revisions', { id: 'users/1' }));
  assert.equal(own.Results.length, 2);
});

// RE-031 is about documents that an index makes: there are no such indexes.

test('RE-033 what is missing is null, and no error', async () => {
  const etl = await users("var m = load('missing/1'); loadToUsers({ Has: m !== null, City: this.Address.City });");
  await etl.put({ 'users/1': { Address: null } });
  assert.deepEqual(await etl.destination.body('users/1'), { Has: false, City: null });
  assert.deepEqual(await etl.failed(), []);
});

for (const [script, prefix] of [["loadTo('Users', { N: 1 });", 'users/1'], ['loadTo("People", { N: 1 });', 'users/1/people/']]) {
  test(`RE-035 a collection may be named by a text: ${script}`, async () => {
    const etl = await users(script);
    await etl.put({ 'users/1': {} });
    await etl.put({ 'users/1': { Changed: true } });
    assert.deepEqual(await etl.destination.bodiesUnder(prefix), [{ N: 1 }]);
    assert.equal((await etl.destination.ids()).length, 1);
  });
}

test('RE-037 a collection in a comment counts: what lies under its prefix goes', async () => {
  const etl = await users('// loadToPeople(x)\nloadToUsers(this);');
  await etl.destination.put({ 'users/1/people/own': { '@metadata': { '@collection': 'People' } } });
  await etl.put({ 'users/1': { N: 1 } });
  assert.deepEqual(await etl.destination.ids(), ['users/1']);
});

test('the ids of a script with a postfix end with it', async () => {
  const etl = await open({ collections: ['Users'], script: 'loadToUsers({ N: 1 }); loadToPeople({ N: 2 });',
                           documentIdPostfix: '$north' });
  await etl.put({ 'users/1': {} });
  assert.deepEqual(await etl.destination.body('users/1$north'), { N: 1 });
  assert.deepEqual(await etl.destination.bodiesUnder('users/1/people$north/'), [{ N: 2 }]);
  await etl.remove('users/1');
  assert.deepEqual(await etl.destination.ids(), []);
});

test('a script looks up documents by path, compare-exchange values and counters', async () => {
  const etl = await open({ collections: ['Users'], isLater: true, script: `
    loadToUsers({ Boss: loadPath(this, 'Work.Boss').Name, Rate: cmpxchg('rate').Value, Missing: cmpxchg('nothing'),
                  Likes: counter(this, 'likes'), Of: counter('users/2', 'likes'), None: counter(this, 'none') });` });
  await etl.source.put({ 'users/2': { Name: 'B' }, 'users/1': { Work: { Boss: 'users/2' } } });
  await etl.source.increment('users/1', 'likes', 3);
  await etl.source.increment('users/2', 'likes', 4);
  await etl.server.call('PUT', etl.source.query('/cmpxchg', { key: 'rate', index: 0 }), { Object: { Value: 1.5 } });
  await etl.start();
  await etl.settled();
  assert.deepEqual(await etl.destination.body('users/1'),
                   { Boss: 'B', Rate: 1.5, Missing: null, Likes: 3, Of: 4, None: null });
});
