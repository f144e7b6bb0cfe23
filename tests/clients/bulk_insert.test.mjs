// Bulk insert as an application uses it, read back by a second client in its own process.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

import { GetOperationStateOperation, GetStatisticsOperation } from 'ravendb';

import { Employee, withServer } from './support.mjs';

let store;
let other;   // Another client of this process.
let reader;  // A client of another process: what it sees, the server has stored.
const server = withServer(async () => {
  store = await server.create('bulk');
  other = server.open('bulk');
  reader = server.read('bulk');
});

const countDocuments = async () =>
  (await other.maintenance.send(new GetStatisticsOperation())).countOfDocuments;

test('a hundred thousand documents', async () => {
  const count = 100_000;
  const bulk = store.bulkInsert();
  for (let i = 0; i < count; ++i) await bulk.store(new Employee(`Ann ${i}`, i), `employees/${i}`);
  await bulk.finish();

  assert.equal(await countDocuments(), count);
  for (const i of [0, 1, 2047, 2048, 77_777, count - 1]) {
    const { body, metadata } = await reader.document(`employees/${i}`);
    assert.deepEqual(body, { name: `Ann ${i}`, age: i });
    assert.equal(metadata['@collection'], 'Employees');
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
  assert.deepEqual((await reader.document(ann.id)).body, { name: ann.name, age: 30 });
  const [bob] = await reader.documents('made/');
  assert.deepEqual(bob.body, { name: 'Bob', age: 40 });
  assert.match(bob.metadata['@id'], /^made\/\d{19}-A$/);
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

  const { body, metadata } = await reader.document('mixed/1');
  assert.deepEqual(body, { name: 'Ann', age: 1 });
  assert.equal(metadata['@flags'], 'HasAttachments, HasCounters');
  assert.deepEqual(metadata['@attachments'].map(({ name, size }) => [name, size]),
                   [['a.bin', 9], ['b ü.bin', 200_000]]);
  assert.deepEqual(await reader.counters('mixed/1'), { likes: 7 });
  assert.deepEqual(await reader.counters('mixed/2'), { likes: 1 });
  const attachment = await reader.attachment('mixed/1', 'a.bin');
  assert.equal(attachment.contentType, 'application/x-odd');
  assert.equal(attachment.bytes.toString(), '[{"Id":}]');
  const large = await reader.attachment('mixed/1', 'b ü.bin');
  assert.deepEqual(large.bytes, Buffer.alloc(200_000, 7));
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

  const entries = await reader.timeSeries('series/1', 'HeartRates');
  assert.equal(entries.length, 3_000);
  assert.equal(entries[2_999].timestamp.getTime(), start + 2_999_000);
  assert.deepEqual(entries[2_999].values, [60 + 2_999 % 40, 2_999]);
  assert.equal(entries[2_999].tag, 'watches/1');
  assert.deepEqual((await reader.document('series/2')).body, { name: 'Bob', age: 1 });
});

test('documents that are there as they come are not written again', async () => {
  const insert = async () => {
    const bulk = store.bulkInsert({ skipOverwriteIfUnchanged: true });
    await bulk.store(new Employee('Ann', 1), 'same/1');
    await bulk.finish();
    return (await other.maintenance.send(new GetStatisticsOperation())).lastDocEtag;
  };
  assert.equal(await insert(), await insert());
});

test('an error reaches the client', async () => {
  const bulk = store.bulkInsert();
  await bulk.store(new Employee('Ann', 1), 'wrong/1');
  await bulk.countersFor('wrong/none').increment('likes');
  await assert.rejects(bulk.finish(), { name: 'BulkInsertAbortedException' });
  assert.equal(await reader.document('wrong/1'), null);
});

const stateOf = async (id) =>
  (await other.maintenance.send(new GetOperationStateOperation(id)))?.status;

async function waitForState(id, wanted) {
  const deadline = Date.now() + 10_000;
  while (await stateOf(id) !== wanted && Date.now() < deadline) await delay(20);
  assert.equal(await stateOf(id), wanted);
}

async function insertsStill(id) {
  const bulk = store.bulkInsert();
  await bulk.store(new Employee('Bob', 1), id);
  await bulk.finish();
  assert.equal((await reader.document(id)).body.name, 'Bob');
}

test('an aborted bulk insert ends', async () => {
  const bulk = store.bulkInsert();
  await bulk.store(new Employee('Ann', 0), 'aborted/0');
  await waitForState(bulk._operationId, 'InProgress');
  // More than the connection holds, so that the server is in the midst of it.
  for (let i = 1; i < 50_000; ++i) await bulk.store(new Employee('Ann', i), `aborted/${i}`);
  await bulk.abort();
  // Only this ends the client's own heartbeat, which would keep the program running.
  await assert.rejects(bulk.finish(), { name: 'BulkInsertAbortedException', message: /canceled/ });
  await waitForState(bulk._operationId, 'Canceled');
  await insertsStill('after/1');
});

/** A bulk insert by the byte, for what the client would not send. */
async function rawInsert() {
  const { hostname, port } = new URL(server.server.url);
  const answer = await fetch(`${server.server.url}/databases/bulk/operations/next-operation-id`);
  const id = (await answer.json()).Id;
  const socket = connect(port, hostname).setEncoding('utf8');
  socket.on('error', () => {});
  socket.write(`POST /databases/bulk/bulk_insert?id=${id} HTTP/1.1\r\nHost: ${hostname}\r\n` +
               'Transfer-Encoding: chunked\r\n\r\n');
  let received = '';
  socket.on('data', (text) => { received += text; });
  // From the start: the server may close before anybody asks for the end.
  const closed = once(socket, 'close', { signal: AbortSignal.timeout(30_000) });
  closed.catch(() => {});
  return {
    id,
    send: (text) => socket.write(`${text.length.toString(16)}\r\n${text}\r\n`),
    reset: () => socket.resetAndDestroy(),
    /** What the server says before it closes; fails if it does not close. */
    end: async () => {
      await closed;
      return received;
    },
  };
}

const put = (id) => `{"Id":"${id}","Type":"PUT","Document":{"Name":"Ann"}}`;

test('a bulk insert aborted before its first document ends', async () => {
  const insert = await rawInsert();
  await waitForState(insert.id, 'InProgress');
  await fetch(`${server.server.url}/databases/bulk/operations/kill?id=${insert.id}`,
              { method: 'POST' });
  assert.match(await insert.end(), /^HTTP\/1.1 503 .*canceled/s);
  await waitForState(insert.id, 'Canceled');
  await insertsStill('after/2');
});

test('a client that vanishes in mid-stream fails its bulk insert', async () => {
  const insert = await rawInsert();
  insert.send(`[${put('vanished/1')},{"Id":"vani`);
  await waitForState(insert.id, 'InProgress');
  insert.reset();
  await waitForState(insert.id, 'Faulted');
  await insertsStill('after/3');
});

test('a command that is wrong ends the stream with an answer', async () => {
  const insert = await rawInsert();
  insert.send(`[${put('malformed/1')},{"Id":"malformed/2" oops,`);
  assert.match(await insert.end(), /^HTTP\/1.1 400 .*command 2/s);
  await waitForState(insert.id, 'Faulted');
  await insertsStill('after/4');
});

test('a bulk insert tells how it gets on', async () => {
  const seen = [];
  const bulk = store.bulkInsert();
  bulk.on('progress', ({ progress }) => seen.push(progress));
  for (let i = 0; i < 20_000; ++i) await bulk.store(new Employee('Ann', i), `progress/${i}`);
  await bulk.finish();
  const state = await other.maintenance.send(new GetOperationStateOperation(bulk._operationId));
  assert.ok(seen.some(({ documentsProcessed }) => documentsProcessed > 0));
  assert.equal(state.status, 'Completed');
  assert.equal(state.result.documentsProcessed, 20_000);
});
