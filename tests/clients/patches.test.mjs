import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  BatchPatchCommandData, DeleteByQueryOperation, IndexQuery, PatchByQueryOperation, PatchCommandData,
  PatchOperation, PatchRequest,
} from 'ravendb';

import { write } from '../support/js/etl.mjs';
import { eventually } from '../support/js/penstock.mjs';
import { Employee, save as saveWith, withServer } from './support.mjs';

let store;
let reader;  // A client of another process: what it sees, the server has stored.
const context = withServer(async () => {
  store = await context.create('patched');
  reader = context.read('patched');
});

const patchOf = (script, values = {}) => Object.assign(new PatchRequest(), { script, values });

const stored = async (id) => (await reader.document(id))?.body ?? null;

const save = (id, body, collection = 'Employees') =>
  saveWith(store, id, { ...body, '@metadata': { '@collection': collection } });

test('a session patches members, lists and numbers without loading', async () => {
  await save('employees/1', { name: 'Ann', age: 30, tags: ['a'] });
  const session = store.openSession();
  session.advanced.patch('employees/1', 'name', 'Anna');
  session.advanced.increment('employees/1', 'age', 5);
  session.advanced.patchArray('employees/1', 'tags', (tags) => tags.push('b'));
  await session.saveChanges();
  assert.deepEqual(await stored('employees/1'), { name: 'Anna', age: 35, tags: ['a', 'b'] });
});

test('a patched document that is loaded is renewed in the session', async () => {
  const first = store.openSession();
  await first.store(new Employee('Bea', 1), 'employees/2');
  await first.saveChanges();
  const session = store.openSession();
  const employee = await session.load('employees/2');
  session.advanced.increment(employee, 'age', 41);
  await session.saveChanges();
  assert.equal(employee.age, 42);
  const { body, metadata } = await reader.document('employees/2');
  assert.deepEqual(body, { name: 'Bea', age: 42 });
  assert.equal(session.advanced.getChangeVectorFor(employee), metadata['@change-vector']);
});

test('a patch sees what the same batch writes before it', async () => {
  await save('employees/3', { n: 1 });
  // The client lets nobody store and patch a document in one batch; other clients do.
  const patch = (id, script) => ({ Type: 'PATCH', Id: id, Patch: { Script: script } });
  const { Results } = await context.server.call('POST', '/databases/patched/bulk_docs', {
    Commands: [
      { Type: 'PUT', Id: 'employees/4', Document: { n: 10, '@metadata': { '@collection': 'Employees' } } },
      patch('employees/4', 'this.n += 1; this.other = load("employees/3").n'),
      patch('employees/4', 'this.n *= 2'),
      patch('employees/3', 'this.n = load("employees/4").n'),
      { Type: 'DELETE', Id: 'employees/3' },
      patch('employees/3', 'this.n = 5'),
    ],
  });
  assert.deepEqual(Results.map((r) => r.PatchStatus ?? r.Type),
                   ['PUT', 'Patched', 'Patched', 'Patched', 'DELETE', 'DocumentDoesNotExist']);
  assert.deepEqual(await stored('employees/4'), { n: 22, other: 1 });
  assert.equal(await stored('employees/3'), null);
});

test('one script patches several documents, and makes those that are missing', async () => {
  await save('employees/5', { n: 1 });
  const session = store.openSession();
  session.advanced.defer(new BatchPatchCommandData(
    patchOf('this.n += args.by', { by: 2 }), patchOf('this.n = args.start', { start: 100 }),
    'employees/5', 'employees/6'));
  await session.saveChanges();
  assert.deepEqual(await stored('employees/5'), { n: 3 });
  assert.deepEqual(await stored('employees/6'), { n: 100 });
});

test('a patch that fails takes its batch with it', async () => {
  await save('employees/7', { n: 1 });
  const session = store.openSession();
  await session.store({ n: 1, '@metadata': { '@collection': 'Employees' } }, 'employees/8');
  session.advanced.defer(new PatchCommandData('employees/7', null, patchOf('this.n = 2;\n throw new Error("no")')));
  await assert.rejects(session.saveChanges(), (error) =>
    error.name === 'JavaScriptException' && /no \(line 2, column/.test(error.message));
  assert.deepEqual(await stored('employees/7'), { n: 1 });
  assert.equal(await stored('employees/8'), null);
});

test('a patch for another version is a conflict', async () => {
  await save('employees/9', { n: 1 });
  const session = store.openSession();
  session.advanced.defer(new PatchCommandData('employees/9', 'A:1-other', patchOf('this.n = 2')));
  await assert.rejects(session.saveChanges(), { name: 'ConcurrencyException' });
  await assert.rejects(store.operations.send(new PatchOperation('employees/9', 'A:1-other', patchOf('this.n = 2'))),
                       { name: 'ConcurrencyException' });
  const skipped = await store.operations.send(
    new PatchOperation('employees/9', 'A:1-other', patchOf('this.n = 2'), null, true));
  assert.equal(skipped.status, 'Skipped');
  assert.deepEqual(await stored('employees/9'), { n: 1 });
});

test('an operation patches one document and says what became of it', async () => {
  await save('employees/10', { n: 1 });
  const send = (id, script, missing = null) =>
    store.operations.send(new PatchOperation(id, null, patchOf(script), missing));
  const patched = await send('employees/10', 'this.n = 5');
  assert.equal(patched.status, 'Patched');
  assert.equal(patched.document.n, 5);
  assert.equal((await send('employees/10', 'this.n = 5')).status, 'NotModified');
  assert.equal((await send('employees/none', 'this.n = 5')).status, 'DocumentDoesNotExist');
  assert.equal((await send('employees/11', 'this.n = 5', patchOf('this.made = true'))).status, 'Created');
  assert.deepEqual(await stored('employees/11'), { made: true });
});

test('a patch is tried out without writing, and says what it did', async () => {
  await save('employees/14', { n: 1 });
  const before = await stored('employees/14');
  const patch = { Patch: { Script: "output('was ' + this.n); this.n = args.n; put('log/9', {}); del('old/9')", Values: { n: 7 } } };
  const tried = await context.server.call('PATCH', '/databases/patched/docs?id=employees/14&test=true', patch);
  assert.equal(tried.Status, 'Patched');
  assert.equal(tried.OriginalDocument.n, 1);
  assert.equal(tried.ModifiedDocument.n, 7);
  assert.deepEqual(tried.Debug, { Info: ['was 1'], Actions: { PutDocument: ['log/9'], DeleteDocument: ['old/9'] } });
  assert.deepEqual(await stored('employees/14'), before);
  assert.equal(await stored('log/9'), null);

  const done = await context.server.call('PATCH', '/databases/patched/docs?id=employees/14&debug=true', patch);
  assert.deepEqual(done.Debug.Info, ['was 1']);
  assert.deepEqual(await stored('employees/14'), { n: 7 });
});

test('what hangs on a document stays with it through a patch', async () => {
  await save('employees/15', { n: 1 });
  const session = store.openSession();
  session.countersFor('employees/15').increment('likes', 3);
  await session.saveChanges();
  await store.operations.send(new PatchOperation('employees/15', null, patchOf('this.n = 2')));
  const { body, metadata } = await reader.document('employees/15');
  assert.deepEqual(body, { n: 2 });
  assert.deepEqual(metadata['@counters'], ['likes']);
  assert.deepEqual(await reader.counters('employees/15'), { likes: 3 });
});

test('many increments at once are all counted', async () => {
  await save('employees/12', { n: 0 });
  const increment = async () => {
    const session = store.openSession();
    session.advanced.increment('employees/12', 'n', 1);
    await session.saveChanges();
  };
  await Promise.all(Array.from({ length: 50 }, increment));
  assert.deepEqual(await stored('employees/12'), { n: 50 });
});

test('a script puts and deletes other documents with its own', async () => {
  await save('employees/13', { n: 1 });
  await save('old/1', { n: 1 }, 'Old');
  await store.operations.send(new PatchOperation('employees/13', null, patchOf(
    'put("log/1", { of: id(this), "@metadata": { "@collection": "Log" } }); del("old/1"); this.n = 2')));
  assert.deepEqual(await stored('log/1'), { of: 'employees/13' });
  assert.equal(await stored('old/1'), null);
  assert.deepEqual(await stored('employees/13'), { n: 2 });
});

test('a query deletes what it finds', async () => {
  for (let n = 1; n <= 5; ++n) await save(`parts/${n}`, { n }, 'Parts');
  const query = new IndexQuery('from Parts where n > $n');
  query.queryParameters = { n: 2 };
  const operation = await store.operations.send(new DeleteByQueryOperation(query));
  await operation.waitForCompletion();
  assert.deepEqual((await reader.documents('parts/')).map(({ body }) => body.n), [1, 2]);
});

test('a query patches what it finds', async () => {
  for (let n = 1; n <= 5; ++n) await save(`items/${n}`, { n }, 'Items');
  const query = new IndexQuery('from Items as i where i.n >= $low update { i.n = i.n + args.by; this.low = $low }');
  query.queryParameters = { low: 4, by: 10 };
  const operation = await store.operations.send(new PatchByQueryOperation(query));
  await operation.waitForCompletion();
  assert.deepEqual(await stored('items/3'), { n: 3 });
  assert.deepEqual(await stored('items/5'), { n: 15, low: 4 });
});

test('a patch by query tells how it gets on, and what it did stays when it is killed', async () => {
  const count = 4000;
  const task = { done: false, '@metadata': { '@collection': 'Tasks' } };
  await write(context.server, 'patched',
              Object.fromEntries(Array.from({ length: count }, (_, n) => [`tasks/${n}`, task])));
  const operation = await store.operations.send(new PatchByQueryOperation(
    'from Tasks update { for (let i = 0; i < 300000; ++i) this.i = i; this.done = true; delete this.i }'));
  const url = '/databases/patched/operations';
  const state = () => context.server.call('GET', `${url}/state?id=${operation.id}`);
  const { Progress } = await eventually('the first documents are patched', async () => {
    const now = await state();
    return now.Progress?.Processed > 0 && now;
  });
  assert.ok(Progress.Processed < count, `${Progress.Processed} at the first look`);

  await context.server.call('POST', `${url}/kill?id=${operation.id}`);
  await assert.rejects(operation.waitForCompletion(), /cancel/i);

  assert.equal((await state()).Status, 'Canceled');
  const done = (await reader.documents('tasks/')).filter(({ body }) => body.done).length;
  assert.ok(done >= Progress.Processed && done < count, `${done} were patched`);
});

test('a patch by query that fails says why, and where', async () => {
  await save('faulty/1', { n: 1 }, 'Faulty');
  const operation = await store.operations.send(
    new PatchByQueryOperation('from Faulty\nupdate { throw new Error("no") }'));
  await assert.rejects(operation.waitForCompletion(), (error) =>
    error.name === 'JavaScriptException' && /faulty\/1.*no \(line 2, column/.test(error.message));
  await assert.rejects(store.operations.send(new PatchByQueryOperation('from Faulty')),
                       { name: 'InvalidQueryException' });
  await assert.rejects(store.operations.send(new DeleteByQueryOperation('from Faulty order by n')),
                       { name: 'InvalidQueryException' });
});
