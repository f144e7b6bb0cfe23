// The cases RC of ETL to document databases: counters.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { EtlCase } from '../support/js/etl_case.mjs';
import { withServer } from './support.mjs';

// Batches of a few changes: what belongs together often comes apart.
const context = withServer(undefined, ['--etl-batch-items', '20']);
const open = (options) => EtlCase.open(context.server, options);

/** A case whose source has users with counters, `{ id: { name: value } }`, when its task begins. */
async function withCounters(script, users, collections = ['Users']) {
  const etl = await open({ collections, script, isLater: true });
  for (const [id, counters] of Object.entries(users)) {
    await etl.source.put({ [id]: { Name: 'a', LastName: '' } });
    for (const [name, value] of Object.entries(counters)) await etl.source.increment(id, name, value);
  }
  await etl.start();
  await etl.settled();
  assert.deepEqual(await etl.failed(), []);
  return etl;
}

async function increment(etl, name, by = 1) {
  await etl.source.increment('users/1', name, by);
  await etl.settled();
}

test('RC-002 without a script counters go over, change and go with their document', async () => {
  const etl = await withCounters('', { 'users/1': { likes: 1 } }, []);
  assert.deepEqual(await etl.destination.counters('users/1'), { likes: 1 });
  await increment(etl, 'likes');
  assert.deepEqual(await etl.destination.counters('users/1'), { likes: 2 });
  await etl.remove('users/1');
  assert.deepEqual(await etl.destination.ids(), []);
  assert.deepEqual(await etl.destination.counters('users/1'), {});
});

test('RC-004 a script sends no counters by itself', async () => {
  const etl = await withCounters("this.Name='J'; loadToUsers(this);", { 'users/1': { likes: 1 } });
  assert.equal((await etl.destination.body('users/1')).Name, 'J');
  assert.equal((await etl.destination.document('users/1'))['@metadata']['@counters'], undefined);
  assert.deepEqual(await etl.destination.counters('users/1'), {});
});

test('RC-006 a script sees all counters and adds them', async () => {
  const etl = await withCounters(`var all = getCounters();
    for (var name of all) this.LastName += name;
    var user = loadToUsers(this);
    for (var name of all) user.addCounter(loadCounter(name));`, { 'users/1': { up: 1, down: -1 } });
  assert.deepEqual(await etl.destination.counters('users/1'), { down: -1, up: 1 });
  assert.equal((await etl.destination.body('users/1')).LastName, 'downup');
});

test('RC-008 a script asks whether there is a counter', async () => {
  const etl = await withCounters(`var user = loadToUsers(this);
    if (hasCounter('up')) user.addCounter(loadCounter('up'));
    if (hasCounter('down')) user.addCounter(loadCounter('down'));`,
    { 'users/1': { down: -1 }, 'users/2': {} });
  assert.deepEqual(await etl.destination.counters('users/1'), { down: -1 });
  assert.deepEqual(await etl.destination.ids(), ['users/1', 'users/2']);
  assert.deepEqual(await etl.destination.counters('users/2'), {});
});

test('RC-010 each change of a counter follows', async () => {
  const etl = await withCounters('', { 'users/1': { likes: 1 } });
  for (const value of [2, 3, 4]) {
    await increment(etl, 'likes');
    assert.deepEqual(await etl.destination.counters('users/1'), { likes: value });
  }
});

test('RC-012 the function lets counters go with a changed document and alone', async () => {
  const etl = await withCounters(`loadToUsers(this);
    function loadCountersOfUsersBehavior(docId, counter) { return docId === 'users/1' && counter !== 'secret'; }`,
    { 'users/1': { likes: 1, secret: 7 } });
  assert.deepEqual(await etl.destination.counters('users/1'), { likes: 1 });
  await etl.put({ 'users/1': { Name: 'b' } });
  assert.deepEqual(await etl.destination.counters('users/1'), { likes: 1 });
  await increment(etl, 'likes');
  await increment(etl, 'secret');
  assert.deepEqual(await etl.destination.counters('users/1'), { likes: 2 });
  await etl.source.deleteCounter('users/1', 'likes');
  await etl.settled();
  assert.deepEqual(await etl.destination.counters('users/1'), {});
});

test('RC-014 without the function no counter goes over, however often it changes', async () => {
  const etl = await withCounters('loadToUsers(this);', { 'users/1': { up: 20 } });
  await increment(etl, 'up');
  await etl.put({ 'users/1': { Name: 'b' } });
  assert.deepEqual(await etl.destination.counters('users/1'), {});
});

test('RC-016 the value of the source overwrites that of the destination', async () => {
  const etl = await withCounters('', { 'users/1': { up: 10 } });
  await etl.destination.increment('users/1', 'up', 5);
  await increment(etl, 'up');
  assert.deepEqual(await etl.destination.counters('users/1'), { up: 11 });
});

test('RC-018 every counter of many documents arrives once', async () => {
  const etl = await open({ collections: ['Orders'], isLater: true });
  const ids = Array.from({ length: 50 }, (_, i) => `orders/${i}`);
  await etl.source.put(Object.fromEntries(ids.map((id) => [id, {}])));
  for (const id of ids) await etl.source.increment(id, 'Foo');
  await etl.start();
  await etl.settled();
  assert.equal((await etl.destination.ids()).length, 50);
  for (const id of ids) assert.deepEqual(await etl.destination.counters(id), { Foo: 1 });
});

test('RC-020 a counter that a script adds goes when the document changes', async () => {
  const etl = await withCounters("var d = loadToUsers(this); d.addCounter(loadCounter('likes'));", { 'users/1': { likes: 1 } });
  await increment(etl, 'likes');
  assert.deepEqual(await etl.destination.counters('users/1'), { likes: 1 });
  await etl.put({ 'users/1': { Name: 'b' } });
  assert.deepEqual(await etl.destination.counters('users/1'), { likes: 2 });
});

test('a counter added to another collection goes to the new document', async () => {
  const etl = await withCounters("loadToPeople({ N: 1 }).addCounter(loadCounter('likes'));", { 'users/1': { likes: 5 } });
  const [person] = await etl.destination.documentsUnder('users/1/people/');
  assert.deepEqual(await etl.destination.counters(person['@metadata']['@id']), { likes: 5 });
});
