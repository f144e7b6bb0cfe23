// saveChanges() with changes of every kind at once: one transaction.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { DeleteCommandData, PatchCommandData, PatchRequest, PutCommandDataBase } from 'ravendb';

import { documentOf } from './reader.mjs';
import { Company, Employee, change, inSession, save, withServer } from './support.mjs';

let store;
let reader;  // A client of another process: what it sees, the server has stored.
const context = withServer(async () => {
  store = await context.create('mixed');
  reader = context.read('mixed');
});

const kTime = new Date(Date.UTC(2024, 0, 1));

/** What the changes below are about. */
async function prepare() {
  await save(store, 'employees/changed', new Employee('Ann', 30));
  await save(store, 'employees/patched', new Employee('Bob', 40));
  await save(store, 'employees/deleted', new Employee('Eve', 50));
  await save(store, 'gone/1', new Company('Gone'));
  await save(store, 'employees/moving', new Employee('Joe', 60));
  await change(store, (session) => {
    session.advanced.attachments.store('employees/moving', 'old', Buffer.from('kept'), 'text/plain');
    session.countersFor('employees/changed').increment('unwanted', 1);
    session.timeSeriesFor('employees/changed', 'Pulse').append(kTime, 1);
  });
}

/** One of each; gives the documents of the session that it stored and changed. */
async function changeAll(session) {
  const changed = await session.load('employees/changed', Employee);
  changed.age = 31;
  const stored = new Company('New');
  await session.store(stored, 'companies/new');
  await session.delete('employees/deleted');
  const script = Object.assign(new PatchRequest(), { script: 'this.age += args.by', values: { by: 2 } });
  session.advanced.defer(new PatchCommandData('employees/patched', null, script));
  session.advanced.defer(new DeleteCommandData('gone/1', null));
  session.advanced.defer(new PutCommandDataBase('deferred/1', null, null, { '@metadata': { '@collection': 'Deferred' }, n: 1 }));
  const { attachments } = session.advanced;
  attachments.store('companies/new', 'logo ü.png', Buffer.from('pixels'), 'image/png');
  attachments.rename('employees/moving', 'old', 'new');
  session.countersFor('companies/new').increment('likes', 5);
  session.countersFor('employees/changed').delete('unwanted');
  session.timeSeriesFor('companies/new', 'Price').append(kTime, [1.5, 2], 'exchanges/1');
  session.timeSeriesFor('employees/changed', 'Pulse').delete(kTime, kTime);
  session.advanced.revisions.forceRevisionCreationFor('employees/moving');
  return { stored, changed };
}

/** All that the second client can read of it. */
async function everything() {
  const read = {};
  for (const prefix of ['employees/', 'companies/', 'deferred/', 'gone/']) {
    for (const document of await reader.documents(prefix)) {
      const id = document.metadata['@id'];
      read[id] = { ...document, counters: await reader.counters(id), revisions: await reader.revisions(id) };
    }
  }
  return read;
}

test('a batch that fails at its end leaves everything as it was', async () => {
  await prepare();
  const before = await everything();
  const statistics = await reader.statistics();
  await inSession(store, async (session) => {
    await changeAll(session);
    session.countersFor('employees/nobody').increment('likes', 1);
    await assert.rejects(session.saveChanges(), { name: 'DocumentDoesNotExistException' });
  });
  assert.deepEqual(await everything(), before);
  assert.deepEqual(await reader.statistics(), statistics);
});

test('changes of every kind are saved together', async () => {
  await prepare();
  await inSession(store, async (session) => {
    const { changed } = await changeAll(session);
    await session.saveChanges();
    assert.deepEqual(documentOf(session, changed).body, { name: 'Ann', age: 31 });
  });
  const read = await everything();
  assert.deepEqual(Object.keys(read).sort(),
                   ['companies/new', 'deferred/1', 'employees/changed', 'employees/moving', 'employees/patched']);
  assert.deepEqual(read['employees/changed'].body, { name: 'Ann', age: 31 });
  assert.equal(read['employees/changed'].metadata['@flags'], undefined);
  assert.deepEqual(read['employees/patched'].body, { name: 'Bob', age: 42 });
  assert.deepEqual(read['deferred/1'].body, { n: 1 });
  const { metadata, counters } = read['companies/new'];
  assert.equal(metadata['@flags'], 'HasAttachments, HasCounters, HasTimeSeries');
  assert.deepEqual(counters, { likes: 5 });
  assert.deepEqual(metadata['@timeseries'], ['Price']);
  assert.deepEqual(await reader.timeSeries('companies/new', 'Price'),
                   [{ timestamp: kTime, values: [1.5, 2], tag: 'exchanges/1' }]);
  assert.equal((await reader.attachment('companies/new', 'logo ü.png')).bytes.toString(), 'pixels');
  assert.equal((await reader.attachment('employees/moving', 'new')).bytes.toString(), 'kept');
  assert.equal(await reader.attachment('employees/moving', 'old'), null);
  assert.equal(read['employees/moving'].revisions.length, 1);
});
