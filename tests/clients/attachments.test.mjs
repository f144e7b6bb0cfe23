// Attachments as an application uses them, read back by a second client in its own process.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { once } from 'node:events';
import { test } from 'node:test';

import {
  DeleteAttachmentOperation, GetAttachmentOperation, GetStatisticsOperation,
  PutAttachmentOperation,
} from 'ravendb';

import { assertMemory } from '../support/js/penstock.mjs';
import { collect, documentOf } from './reader.mjs';
import { Employee, inSession, save, withServer } from './support.mjs';

const kMegabyte = 1024 * 1024;

let store;
let other;   // Another client of this process.
let reader;  // A client of another process: what it sees, the server has stored.
const context = withServer(async () => {
  store = await context.create('files');
  other = context.open('files');
  reader = context.read('files');
});

/** A document with a name of its own, for one test. */
async function employee(id) {
  await save(store, id, new Employee('Ann', 30));
  return id;
}

/** Bytes that look random and are the same every time. */
function bytesOf(size, seed = 1) {
  const bytes = Buffer.alloc(size);
  let state = seed;
  for (let at = 0; at + 4 <= size; at += 4) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes.writeUInt32LE(state, at);
  }
  return bytes;
}

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('base64');

const read = (id, name) => reader.attachment(id, name);
const readText = async (id, name) => (await read(id, name))?.bytes.toString() ?? null;

/** What the second client finds in the metadata. */
const listed = async (id) => (await reader.document(id)).metadata['@attachments'] ?? [];
const names = async (id) => (await listed(id)).map(({ name }) => name);

test('several attachments are saved with their documents in one saveChanges', async () => {
  const bob = await inSession(store, async (session) => {
    const ann = new Employee('Ann', 30);
    await session.store(ann, 'employees/with-files');
    const { attachments } = session.advanced;
    attachments.store(ann, 'photo.png', bytesOf(1000), 'image/png');
    attachments.store('employees/with-files', 'note.txt', Buffer.from('hello'), 'text/plain');
    attachments.store(ann, 'stream', Readable.from([Buffer.from('a'), Buffer.from('b')]));
    attachments.store(ann, 'large', bytesOf(3 * kMegabyte + 5, 7), 'application/x-large');
    const withoutFiles = new Employee('Bob', 20);
    await session.store(withoutFiles, 'employees/without-files');
    await session.saveChanges();
    // The session's document has the vector that it has after all of the batch.
    ann.age = 31;
    await session.saveChanges();
    return documentOf(session, withoutFiles);
  });
  const photo = await read('employees/with-files', 'PHOTO.png');
  assert.deepEqual(photo.bytes, bytesOf(1000));
  assert.equal(photo.contentType, 'image/png');
  assert.equal(photo.size, 1000);
  assert.equal(photo.hash, sha256(photo.bytes));
  assert.equal(await readText('employees/with-files', 'note.txt'), 'hello');
  assert.equal(await readText('employees/with-files', 'stream'), 'ab');
  assert.deepEqual((await read('employees/with-files', 'large')).bytes,
                   bytesOf(3 * kMegabyte + 5, 7));
  assert.deepEqual(await names('employees/with-files'),
                   ['large', 'note.txt', 'photo.png', 'stream']);
  const described = (name, contentType, bytes) =>
    ({ name, hash: sha256(bytes), contentType, size: bytes.length });
  const { body, metadata } = await reader.document('employees/with-files');
  assert.deepEqual(body, { name: 'Ann', age: 31 });
  assert.equal(metadata['@flags'], 'HasAttachments');
  assert.deepEqual(metadata['@attachments'], [
    described('large', 'application/x-large', bytesOf(3 * kMegabyte + 5, 7)),
    described('note.txt', 'text/plain', Buffer.from('hello')),
    described('photo.png', 'image/png', bytesOf(1000)),
    described('stream', '', Buffer.from('ab')),
  ]);
  assert.deepEqual(await reader.document('employees/without-files'), bob);
});

test('optimistic concurrency goes on after attachments were stored', async () => {
  const id = await employee('employees/careful');
  await inSession(store, async (session) => {
    session.advanced.useOptimisticConcurrency = true;
    const ann = await session.load(id, Employee);
    session.advanced.attachments.store(ann, 'a', Buffer.from('1'));
    await session.saveChanges();
    ann.age = 50;
    await session.saveChanges();
  });
  assert.deepEqual(await names(id), ['a']);
});

test('attachments are renamed, moved, copied and deleted', async () => {
  const ann = await employee('employees/source');
  const bob = await employee('employees/target');
  await inSession(store, async (session) => {
    for (const name of ['one', 'two', 'three', 'four']) {
      session.advanced.attachments.store(ann, name, Buffer.from(name), 'text/plain');
    }
    await session.saveChanges();
  });
  await inSession(store, async (session) => {
    const { attachments } = session.advanced;
    attachments.rename(ann, 'one', 'uno');
    attachments.move(ann, 'two', bob, 'due');
    attachments.copy(ann, 'three', bob, 'tre');
    attachments.delete(ann, 'four');
    await session.saveChanges();
  });
  assert.deepEqual(await names(ann), ['three', 'uno']);
  assert.deepEqual(await names(bob), ['due', 'tre']);
  assert.equal(await readText(ann, 'uno'), 'one');
  assert.equal(await readText(bob, 'due'), 'two');
  assert.equal(await readText(bob, 'tre'), 'three');
  assert.equal((await read(bob, 'tre')).contentType, 'text/plain');
  assert.equal(await read(ann, 'four'), null);
  await inSession(other, async (session) => {
    assert.equal(await session.advanced.attachments.exists(ann, 'three'), true);
    assert.equal(await session.advanced.attachments.exists(ann, 'four'), false);
  });
});

test('operations put, get and delete outside of a session', async () => {
  const id = await employee('employees/operations');
  const put = await store.operations.send(
    new PutAttachmentOperation(id, 'a', Buffer.from('first'), 'text/plain', null));
  assert.equal(put.name, 'a');
  assert.equal(put.documentId, id);
  assert.equal(put.hash, sha256('first'));
  assert.equal(put.size, 5);
  // With a change vector the client itself fails, so these two go without it.
  const putIfMatch = (bytes, vector) => fetch(
    `${context.server.url}/databases/files/attachments?id=${id}&name=a&contentType=text%2Fcss`,
    { method: 'PUT', body: bytes, headers: { 'If-Match': `"${vector}"` } });
  assert.equal((await putIfMatch('x', 'A:999-x')).status, 409);
  assert.equal((await putIfMatch('second', put.changeVector)).status, 201);
  const got = await other.operations.send(new GetAttachmentOperation(id, 'a', 'Document', null));
  assert.equal((await collect(got.data)).toString(), 'second');
  assert.equal(got.details.contentType, 'text/css');
  assert.notEqual(got.details.changeVector, put.changeVector);
  got.dispose();
  await store.operations.send(new DeleteAttachmentOperation(id, 'a', null));
  assert.equal(await read(id, 'a'), null);
});

test('names that need encoding come back as they were', async () => {
  const id = await employee('employees/ünusual & #1');
  const odd = ['a b.txt', 'größe.png', '100%.txt', 'a&b=c?d#e', 'a/b\\c', '"quoted"', '日本語', '+'];
  await inSession(store, async (session) => {
    for (const name of odd) session.advanced.attachments.store(id, name, Buffer.from(name));
    await session.saveChanges();
  });
  for (const name of odd) assert.equal(await readText(id, name), name);
  assert.deepEqual((await names(id)).sort(), odd.sort());
});

test('a document that is not there takes no attachment, and nothing of its batch stays', async () => {
  await assert.rejects(inSession(store, async (session) => {
    session.advanced.attachments.store('employees/nobody', 'a', Buffer.from('x'));
    await session.store(new Employee('Eve', 1), 'employees/eve');
    await session.saveChanges();
  }), { name: 'DocumentDoesNotExistException' });
  assert.equal(await reader.document('employees/eve'), null);
  await assert.rejects(
    store.operations.send(new PutAttachmentOperation('employees/nobody', 'a', Buffer.from('x'),
                                                     'text/plain', null)),
    { name: 'DocumentDoesNotExistException' });
});

test('an attachment that is not there is not copied', async () => {
  const id = await employee('employees/without-copies');
  for (const change of ['copy', 'move']) {
    await assert.rejects(inSession(store, async (session) => {
      session.advanced.attachments[change](id, 'none', id, 'other');
      await session.saveChanges();
    }), { name: 'AttachmentDoesNotExistException' });
  }
  assert.deepEqual(await names(id), []);
});

test('optimistic concurrency goes on after attachments and counters were saved together', async () => {
  const id = await employee('employees/both');
  await inSession(store, async (session) => {
    session.advanced.useOptimisticConcurrency = true;
    const ann = await session.load(id, Employee);
    for (const name of ['a', 'b']) {
      session.countersFor(ann).increment(name);
      session.advanced.attachments.store(ann, name, Buffer.from(name));
      ann.age += 1;
      await session.saveChanges();
    }
    ann.age = 50;
    await session.saveChanges();
  });
  assert.deepEqual(await names(id), ['a', 'b']);
});

test('attachments go with their document and contents with the last attachment', async () => {
  const before = await store.maintenance.send(new GetStatisticsOperation());
  const ann = await employee('employees/going');
  const bob = await employee('employees/staying');
  const bytes = bytesOf(2 * kMegabyte, 99);
  await inSession(store, async (session) => {
    for (const id of [ann, bob]) session.advanced.attachments.store(id, 'shared', Buffer.from(bytes));
    await session.saveChanges();
  });
  const during = await store.maintenance.send(new GetStatisticsOperation());
  assert.equal(during.countOfAttachments, before.countOfAttachments + 2);
  assert.equal(during.countOfUniqueAttachments, before.countOfUniqueAttachments + 1);
  await inSession(store, async (session) => {
    await session.delete(ann);
    await session.saveChanges();
  });
  assert.equal(await read(ann, 'shared'), null);
  assert.deepEqual((await read(bob, 'shared')).bytes, bytes);
});

test('ranges of an attachment can be asked for', async () => {
  const id = await employee('employees/ranges');
  const bytes = bytesOf(kMegabyte, 3);
  await store.operations.send(new PutAttachmentOperation(id, 'a', bytes, 'text/plain', null));
  const url = `${context.server.url}/databases/files/attachments?id=${id}&name=a`;
  const range = async (value) => fetch(url, { headers: { Range: value } });
  const middle = await range('bytes=300000-699999');
  assert.equal(middle.status, 206);
  assert.equal(middle.headers.get('content-range'), `bytes 300000-699999/${kMegabyte}`);
  assert.deepEqual(Buffer.from(await middle.arrayBuffer()), bytes.subarray(300000, 700000));
  assert.deepEqual(Buffer.from(await (await range('bytes=-10')).arrayBuffer()),
                   bytes.subarray(-10));
  assert.equal((await range('bytes=5-2')).status, 400);
  assert.equal((await range(`bytes=${kMegabyte}-`)).status, 416);
});

/** Sends `megabytes` of `piece` again and again, in chunks. */
async function putStream(id, name, piece, count) {
  const put = request(
    `${context.server.url}/databases/files/attachments?id=${id}&name=${name}`, { method: 'PUT' });
  const answered = once(put, 'response');
  for (let i = 0; i < count; ++i) {
    if (!put.write(piece)) await once(put, 'drain');
  }
  put.end();
  const [response] = await answered;
  const body = JSON.parse(await collect(response));
  assert.equal(response.statusCode, 201, JSON.stringify(body));
  return body;
}

test('a stream of 200 MB goes in and out with bounded memory', async () => {
  const id = await employee('employees/large');
  const piece = bytesOf(kMegabyte, 5);
  const megabytes = 200;
  const expected = createHash('sha256');
  for (let i = 0; i < megabytes; ++i) expected.update(piece);
  const hash = expected.digest('base64');

  const inAndOut = async (name) => {
    const put = await putStream(id, name, piece, megabytes);
    assert.equal(put.Size, megabytes * kMegabyte);
    assert.equal(put.Hash, hash);
    const got = await other.operations.send(
      new GetAttachmentOperation(id, name, 'Document', null));
    const received = createHash('sha256');
    for await (const part of got.data) received.update(part);
    got.dispose();
    assert.equal(received.digest('base64'), hash);
  };
  context.server.takeMemoryPeak();
  await inAndOut('first');
  const warm = context.server.takeMemoryPeak();
  await store.operations.send(new DeleteAttachmentOperation(id, 'first', null));
  await inAndOut('second');
  assertMemory(warm, megabytes * kMegabyte);
  assertMemory(context.server.takeMemoryPeak() - warm, 64 * kMegabyte);
});

test('a client that goes in the middle leaves nothing behind', async () => {
  const id = await employee('employees/aborted');
  const before = await store.maintenance.send(new GetStatisticsOperation());
  const put = request(
    `${context.server.url}/databases/files/attachments?id=${id}&name=half`, { method: 'PUT' });
  put.on('error', () => {});
  for (let i = 0; i < 8; ++i) {
    if (!put.write(bytesOf(kMegabyte, i))) await once(put, 'drain');
  }
  put.destroy();
  assert.equal(await read(id, 'half'), null);
  const after = await store.maintenance.send(new GetStatisticsOperation());
  assert.equal(after.countOfUniqueAttachments, before.countOfUniqueAttachments);
});
