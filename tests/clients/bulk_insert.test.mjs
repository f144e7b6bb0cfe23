// Bulk insert as an application uses it, read back by a second client.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { GetOperationStateOperation, GetStatisticsOperation } from 'ravendb';

import { Employee, withServer } from './support.mjs';

let store;
let reader;
const server = withServer(async () => {
  store = await server.create('bulk');
  reader = server.open('bulk');
});

const countDocuments = async () =>
  (await reader.maintenance.send(new GetStatisticsOperation())).countOfDocuments;

test('a hundred thousand documents', async () => {
  const count = 100_000;
  const bulk = store.bulkInsert();
  for (let i = 0; i < count; ++i) await bulk.store(new Employee(`Ann ${i}`, i), `employees/${i}`);
  await bulk.finish();

  assert.equal(await countDocuments(), count);
  const session = reader.openSession();
  for (const i of [0, 1, 2047, 2048, 77_777, count - 1]) {
    const employee = await session.load(`employees/${i}`, Employee);
    assert.deepEqual([employee.name, employee.age], [`Ann ${i}`, i]);
    assert.equal(session.advanced.getMetadataFor(employee)['@collection'], 'Employees');
  }
});

test('compressed, with ids made by the client and by the server', async () => {
  const before = await countDocuments();
  const bulk = store.bulkInsert({ useCompression: true });
  const ann = new Employee('Ann "the \\ quote" ünï', 30);
  await bulk.store(ann);
  await bulk.store(new Employee('Bob', 40), 'made/');
  await bulk.finish();

  assert.equal(await countDocuments(), before + 3);  // With the HiLo document.
  const session = reader.openSession();
  assert.equal((await session.load(ann.id, Employee)).name, ann.name);
  const [bob] = await session.advanced.loadStartingWith('made/', Employee);
  assert.match(bob.id, /^made\/\d{19}-A$/);
});

test('counters and attachments among the documents', async () => {
  const bulk = store.bulkInsert();
  const counters = bulk.countersFor('mixed/1');
  const attachments = bulk.attachmentsFor('mixed/1');
  await bulk.store(new Employee('Ann', 1), 'mixed/1');
  await counters.increment('likes', 5);
  await counters.increment('likes', 2);
  await attachments.store('a.bin', Buffer.from('[{"Id":}]'), 'application/x-odd');
  await attachments.store('b ü.bin', Buffer.alloc(200_000, 7));
  await bulk.store(new Employee('Bob', 2), 'mixed/2');
  await bulk.countersFor('mixed/2').increment('likes');
  await bulk.finish();

  const session = reader.openSession();
  const ann = await session.load('mixed/1', Employee);
  assert.equal(await session.countersFor(ann).get('likes'), 7);
  assert.equal(await session.countersFor('mixed/2').get('likes'), 1);
  const names = session.advanced.attachments.getNames(ann);
  assert.deepEqual(names.map(({ name, size }) => [name, size]),
                   [['a.bin', 9], ['b ü.bin', 200_000]]);
  const attachment = await session.advanced.attachments.get('mixed/1', 'a.bin');
  assert.equal(attachment.details.contentType, 'application/x-odd');
  const chunks = [];
  for await (const chunk of attachment.data) chunks.push(chunk);
  assert.equal(Buffer.concat(chunks).toString(), '[{"Id":}]');
  attachment.dispose();
});

test('time series among the documents', async () => {
  const start = new Date('2024-01-01T10:00:00Z').getTime();
  const bulk = store.bulkInsert();
  await bulk.store(new Employee('Ann', 1), 'series/1');
  const series = bulk.timeSeriesFor('series/1', 'HeartRates');
  for (let i = 0; i < 3_000; ++i) {
    await series.append(new Date(start + i * 1000), [60 + i % 40, i], 'watches/1');
  }
  series.dispose();
  await bulk.store(new Employee('Bob', 1), 'series/2');
  await bulk.finish();

  const entries = await reader.openSession().timeSeriesFor('series/1', 'HeartRates').get();
  assert.equal(entries.length, 3_000);
  assert.equal(entries[2_999].timestamp.getTime(), start + 2_999_000);
  assert.deepEqual(entries[2_999].values, [60 + 2_999 % 40, 2_999]);
  assert.equal(entries[2_999].tag, 'watches/1');
  assert.ok(await reader.openSession().load('series/2', Employee));
});

test('documents that are there as they come are not written again', async () => {
  const insert = async () => {
    const bulk = store.bulkInsert({ skipOverwriteIfUnchanged: true });
    await bulk.store(new Employee('Ann', 1), 'same/1');
    await bulk.finish();
    return (await reader.maintenance.send(new GetStatisticsOperation())).lastDocEtag;
  };
  assert.equal(await insert(), await insert());
});

test('an error reaches the client', async () => {
  const bulk = store.bulkInsert();
  await bulk.store(new Employee('Ann', 1), 'wrong/1');
  await bulk.countersFor('wrong/none').increment('likes');
  await assert.rejects(bulk.finish(), { name: 'BulkInsertAbortedException' });
  assert.equal(await reader.openSession().load('wrong/1'), null);
});

test('a bulk insert tells how it gets on', async () => {
  const seen = [];
  const bulk = store.bulkInsert();
  bulk.on('progress', ({ progress }) => seen.push(progress));
  for (let i = 0; i < 20_000; ++i) await bulk.store(new Employee('Ann', i), `progress/${i}`);
  await bulk.finish();
  const state = await reader.maintenance.send(new GetOperationStateOperation(bulk._operationId));
  assert.ok(seen.some(({ documentsProcessed }) => documentsProcessed > 0));
  assert.equal(state.status, 'Completed');
  assert.equal(state.result.documentsProcessed, 20_000);
});
