// Attachments as an application uses them, read back by a second client.
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
import { Employee, withServer } from './support.mjs';

const kMegabyte = 1024 * 1024;

let store;
let reader;
const context = withServer(async () => {
  store = await context.create('files');
  reader = context.open('files');
});

async function inSession(work, from = store) {
  const session = from.openSession();
  try {
    return await work(session);
  } finally {
    session.dispose();
  }
}

/** A document with a name of its own, for one test. */
async function employee(id) {
  await inSession(async (session) => {
    await session.store(new Employee('Ann', 30), id);
    await session.saveChanges();
  });
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

async function collect(stream) {
  const pieces = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** What the second client gets: bytes and details, or null. */
async function read(id, name) {
  return inSession(async (session) => {
    const attachment = await session.advanced.attachments.get(id, name);
    if (!attachment) return null;
    const bytes = await collect(attachment.data);
    attachment.dispose();
    return { bytes, details: attachment.details };
  }, reader);
}

const readText = async (id, name) => (await read(id, name))?.bytes.toString() ?? null;

/** The names that the second client finds in the metadata. */
async function names(id) {
  return inSession(async (session) => {
    const entity = await session.load(id, Employee);
    return session.advanced.attachments.getNames(entity).map((attachment) => attachment.name);
  }, reader);
}

test('several attachments are saved with their documents in one saveChanges', async () => {
  await inSession(async (session) => {
    const ann = new Employee('Ann', 30);
    await session.store(ann, 'employees/with-files');
    const { attachments } = session.advanced;
    attachments.store(ann, 'photo.png', bytesOf(1000), 'image/png');
    attachments.store('employees/with-files', 'note.txt', Buffer.from('hello'), 'text/plain');
    attachments.store(ann, 'stream', Readable.from([Buffer.from('a'), Buffer.from('b')]));
    attachments.store(ann, 'large', bytesOf(3 * kMegabyte + 5, 7), 'application/x-large');
    await session.store(new Employee('Bob', 20), 'employees/without-files');
    await session.saveChanges();
    // The session's document has the vector that it has after all of the batch.
    ann.age = 31;
    await session.saveChanges();
  });
  const photo = await read('employees/with-files', 'PHOTO.png');
  assert.deepEqual(photo.bytes, bytesOf(1000));
  assert.equal(photo.details.contentType, 'image/png');
  assert.equal(photo.details.size, 1000);
  assert.equal(photo.details.hash, sha256(photo.bytes));
  assert.equal(await readText('employees/with-files', 'note.txt'), 'hello');
  assert.equal(await readText('employees/with-files', 'stream'), 'ab');
  assert.deepEqual((await read('employees/with-files', 'large')).bytes,
                   bytesOf(3 * kMegabyte + 5, 7));
  assert.deepEqual(await names('employees/with-files'),
                   ['large', 'note.txt', 'photo.png', 'stream']);
  await inSession(async (session) => {
    const entity = await session.load('employees/with-files', Employee);
    const metadata = session.advanced.getMetadataFor(entity);
    assert.equal(metadata['@flags'], 'HasAttachments');
    assert.equal(entity.age, 31);
    const [, note] = metadata['@attachments'];
    assert.equal(note.ContentType ?? note.contentType, 'text/plain');
    assert.equal(await session.load('employees/without-files', Employee)
      .then((other) => session.advanced.getMetadataFor(other)['@flags']), undefined);
  }, reader);
});

test('optimistic concurrency goes on after attachments were stored', async () => {
  const id = await employee('employees/careful');
  await inSession(async (session) => {
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
  await inSession(async (session) => {
    for (const name of ['one', 'two', 'three', 'four']) {
      session.advanced.attachments.store(ann, name, Buffer.from(name), 'text/plain');
    }
    await session.saveChanges();
  });
  await inSession(async (session) => {
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
  assert.equal((await read(bob, 'tre')).details.contentType, 'text/plain');
  assert.equal(await read(ann, 'four'), null);
  await inSession(async (session) => {
    assert.equal(await session.advanced.attachments.exists(ann, 'three'), true);
    assert.equal(await session.advanced.attachments.exists(ann, 'four'), false);
  }, reader);
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
  const got = await reader.operations.send(new GetAttachmentOperation(id, 'a', 'Document', null));
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
  await inSession(async (session) => {
    for (const name of odd) session.advanced.attachments.store(id, name, Buffer.from(name));
    await session.saveChanges();
  });
  for (const name of odd) assert.equal(await readText(id, name), name);
  assert.deepEqual((await names(id)).sort(), odd.sort());
});

test('a document that is not there takes no attachment, and nothing of its batch stays', async () => {
  await assert.rejects(inSession(async (session) => {
    session.advanced.attachments.store('employees/nobody', 'a', Buffer.from('x'));
    await session.store(new Employee('Eve', 1), 'employees/eve');
    await session.saveChanges();
  }), { name: 'DocumentDoesNotExistException' });
  await inSession(async (session) => {
    assert.equal(await session.load('employees/eve'), null);
  }, reader);
  await assert.rejects(
    store.operations.send(new PutAttachmentOperation('employees/nobody', 'a', Buffer.from('x'),
                                                     'text/plain', null)),
    { name: 'DocumentDoesNotExistException' });
});

test('attachments go with their document and contents with the last attachment', async () => {
  const before = await store.maintenance.send(new GetStatisticsOperation());
  const ann = await employee('employees/going');
  const bob = await employee('employees/staying');
  const bytes = bytesOf(2 * kMegabyte, 99);
  await inSession(async (session) => {
    for (const id of [ann, bob]) session.advanced.attachments.store(id, 'shared', Buffer.from(bytes));
    await session.saveChanges();
  });
  const during = await store.maintenance.send(new GetStatisticsOperation());
  assert.equal(during.countOfAttachments, before.countOfAttachments + 2);
  assert.equal(during.countOfUniqueAttachments, before.countOfUniqueAttachments + 1);
  await inSession(async (session) => {
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
    const got = await reader.operations.send(
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
