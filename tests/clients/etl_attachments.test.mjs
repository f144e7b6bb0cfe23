// The cases RA of ETL to document databases: attachments.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { EtlCase } from '../support/js/etl_case.mjs';
import { assertMemory } from '../support/js/penstock.mjs';
import { withServer } from './support.mjs';

const kMegabyte = 1 << 20;

const context = withServer();
const open = (options) => EtlCase.open(context.server, options);

/** A case whose source has `users/1` with attachments `{ name: content }` when its task begins. */
async function withAttachments(script, attachments, collections = ['Users']) {
  const etl = await open({ collections, script, isLater: true });
  await etl.source.put({ 'users/1': { Name: 'a', LastName: '' } });
  for (const [name, content] of Object.entries(attachments)) {
    await etl.source.attach('users/1', name, content, 'image/png');
  }
  await etl.start();
  await etl.settled();
  assert.deepEqual(await etl.failed(), []);
  return etl;
}

const attachmentsOf = async (etl, id) => (
  ((await etl.destination.document(id))['@metadata']['@attachments'] ?? []).map(({ Name }) => Name));

test('RA-002 a script sends no attachments by itself', async () => {
  const etl = await withAttachments("this.Name='J'; loadToUsers(this);", { photo: 'bytes' });
  assert.equal((await etl.destination.body('users/1')).Name, 'J');
  assert.equal((await etl.destination.document('users/1'))['@metadata']['@attachments'], undefined);
  assert.equal(await etl.destination.attached('users/1', 'photo'), undefined);
});

test('RA-004 without a script attachments go over, and their removal follows', async () => {
  const etl = await withAttachments('', { photo: 'bytes' }, []);
  assert.equal(await etl.destination.attached('users/1', 'photo'), 'bytes');
  await etl.source.detach('users/1', 'photo');
  await etl.settled();
  assert.equal(await etl.destination.attached('users/1', 'photo'), undefined);
  assert.ok(await etl.destination.document('users/1'));
});

test('RA-006 a script sees all attachments and adds them', async () => {
  const etl = await withAttachments(`var all = getAttachments();
    for (var each of all) this.LastName += each.Name;
    var user = loadToUsers(this);
    for (var each of all) user.addAttachment(loadAttachment(each.Name));`,
    { 'photo1.jpg': 'one', 'photo2.jpg': 'two' });
  assert.equal((await etl.destination.body('users/1')).LastName, 'photo1.jpgphoto2.jpg');
  assert.equal(await etl.destination.attached('users/1', 'photo1.jpg'), 'one');
  assert.equal(await etl.destination.attached('users/1', 'photo2.jpg'), 'two');
});

test('RA-008 an attachment that is not there is nothing, and no error', async () => {
  const etl = await withAttachments("var d = loadToUsers(this); d.addAttachment('x', loadAttachment('nope'));", {});
  assert.deepEqual(await attachmentsOf(etl, 'users/1'), []);
});

test('RA-010 the same attachment goes to two documents', async () => {
  const etl = await withAttachments(`
    loadToUsers({ N: 1 }).addAttachment(loadAttachment('photo'));
    loadToPeople({ N: 2 }).addAttachment(loadAttachment('photo'));`, { photo: 'bytes' });
  const [person] = await etl.destination.documentsUnder('users/1/people/');
  assert.equal(await etl.destination.attached('users/1', 'photo'), 'bytes');
  assert.equal(await etl.destination.attached(person['@metadata']['@id'], 'photo'), 'bytes');
});

test('RA-012 a change of the document keeps its attachments', async () => {
  const etl = await withAttachments('', { one: '1', two: '2' });
  await etl.put({ 'users/1': { Name: 'b' } });
  assert.deepEqual(await attachmentsOf(etl, 'users/1'), ['one', 'two']);
  assert.equal(await etl.destination.attached('users/1', 'two'), '2');
});

test('RA-014 an attachment keeps its content type under another name', async () => {
  const etl = await withAttachments("loadToUsers(this).addAttachment('picture', loadAttachment('PHOTO'));",
                                    { photo: 'bytes' });
  const { content, contentType } = await etl.destination.attachment('users/1', 'picture');
  assert.equal(content.toString(), 'bytes');
  assert.equal(contentType, 'image/png');
  assert.deepEqual(await attachmentsOf(etl, 'users/1'), ['picture']);
});

test('an attachment that a script adds goes when it is removed at the source', async () => {
  const etl = await withAttachments(`var d = loadToUsers(this);
    if (hasAttachment('photo')) d.addAttachment(loadAttachment('photo'));`, { photo: 'bytes' });
  assert.deepEqual(await attachmentsOf(etl, 'users/1'), ['photo']);
  await etl.source.detach('users/1', 'photo');
  await etl.settled();
  assert.deepEqual(await attachmentsOf(etl, 'users/1'), []);
});

test('what is no attachment cannot be added: the document fails', async () => {
  const etl = await open({ collections: ['Users'], script: "loadToUsers(this).addAttachment('photo');" });
  await etl.put({ 'users/1': {} });
  assert.deepEqual(await etl.failed(), ['users/1']);
  assert.equal(await etl.destination.document('users/1'), undefined);
});

test('many and large attachments of a batch arrive as they are', async () => {
  const etl = await open({ collections: ['Users'], isLater: true });
  const contents = {};
  for (let i = 0; i < 12; ++i) {
    const id = `users/${i}`;
    await etl.source.put({ [id]: { i } });
    for (const [name, size] of [['small', i], ['large', 300_000 * i]]) {
      contents[`${id} ${name}`] = randomBytes(size);
      await etl.source.attach(id, name, contents[`${id} ${name}`]);
    }
  }
  await etl.start();
  await etl.settled();
  const digest = (bytes) => createHash('sha256').update(bytes).digest('hex');
  for (const [key, content] of Object.entries(contents)) {
    const arrived = await etl.destination.attachment(...key.split(' '));
    assert.equal(digest(arrived.content), digest(content), key);
  }
});

test('large attachments go over piece by piece: memory stays flat', async () => {
  const megabytes = Number(process.env.PENSTOCK_ATTACHMENT_MB ?? 100);
  const etl = await open({ collections: ['Users'] });
  const sendOver = async (id, seed) => {
    const piece = Buffer.alloc(kMegabyte, seed);
    const hash = createHash('sha256');
    await etl.source.put({ [id]: {} });
    await etl.source.attach(id, 'large', (async function* () {
      for (let i = 0; i < megabytes; ++i) {
        piece.writeUInt32LE(i);
        hash.update(piece);
        yield Buffer.from(piece);
      }
    })());
    await etl.settled();
    assert.equal(await etl.destination.attachmentDigest(id, 'large'), hash.digest('hex'));
  };
  context.server.takeMemoryPeak();
  await sendOver('users/1', 'one');
  const warm = context.server.takeMemoryPeak();
  await sendOver('users/2', 'two');
  assertMemory(warm, megabytes * kMegabyte);
  assertMemory(context.server.takeMemoryPeak() - warm, 64 * kMegabyte);
});
