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

test('a batch as the ETL of a RavenDB sends it: what came before goes, and all parts of the new arrive', async () => {
  const id = 'employees/1-A';
  await save(store, id, new Employee('Before', 1));
  await change(store, (session) => {
    session.advanced.attachments.store(id, 'old.png', Buffer.from('old'), 'image/png');
    session.countersFor(id).increment('old', 1);
    session.timeSeriesFor(id, 'HeartRates').append(kTime, 60);
  });
  await save(store, `${id}/people/0000000000000000001-A`, new Company('Before'));
  const later = new Date(kTime.getTime() + 60_000);
  const Commands = [
    { Id: `${id}/people/`, ChangeVector: null, Type: 'DELETE', IdPrefixed: true },
    { Id: id, ChangeVector: null, Type: 'PUT', Document: { name: 'Ann', '@metadata': { '@collection': 'Employees', '@id': id } } },
    { Id: `${id}/people/`, ChangeVector: null, Type: 'PUT',
      Document: { name: 'A.', '@metadata': { '@collection': 'People', '@id': `${id}/people/` } } },
    { Id: `${id}/people/`, Name: 'photo.png', ContentType: 'image/png', ChangeVector: null, Type: 'AttachmentPUT', FromEtl: true },
    { Id: id, Name: 'old.png', ChangeVector: null, Type: 'AttachmentDELETE' },
    { Id: id, Type: 'Counters', FromEtl: true, Counters: { DocumentId: id, Operations: [
      { Type: 'Put', CounterName: 'likes', Delta: 7 }, { Type: 'Delete', CounterName: 'old', Delta: 0 }] } },
    { Id: id, Type: 'TimeSeries', FromEtl: true, TimeSeries: { Name: 'HeartRates',
      Appends: [{ Timestamp: later.toISOString(), Tag: null, Values: [72] }],
      Deletes: [{ From: kTime.toISOString(), To: kTime.toISOString() }] } },
  ];
  const body = new FormData();
  body.append('main', new Blob([JSON.stringify({ Commands })], { type: 'application/json' }));
  body.append('attachment_0', new Blob(['pixels'], { type: 'application/octet-stream' }));
  const answer = await fetch(`${context.server.url}/databases/mixed/bulk_docs`, { method: 'POST', body });
  assert.equal(answer.status, 201, await answer.clone().text());
  assert.equal((await answer.json()).Results.length, Commands.length);

  const [employee, person, ...others] = await reader.documents(id);
  assert.deepEqual(others, []);
  assert.deepEqual(employee.body, { name: 'Ann' });
  assert.equal(employee.metadata['@flags'], 'HasCounters, HasTimeSeries');
  assert.deepEqual(await reader.counters(id), { likes: 7 });
  assert.deepEqual(await reader.timeSeries(id, 'HeartRates'), [{ timestamp: later, values: [72], tag: null }]);
  assert.equal(await reader.attachment(id, 'old.png'), null);
  const personId = person.metadata['@id'];
  assert.match(personId, /^employees\/1-A\/people\/\d{19}-A$/);
  assert.deepEqual(person.body, { name: 'A.' });
  assert.equal(person.metadata['@collection'], 'People');
  assert.equal((await reader.attachment(personId, 'photo.png')).bytes.toString(), 'pixels');
});
